// Another, which writes what PHP's msg_send would send.
#include <cstdio>

#include "common/php/serialize.h"

int main() { std::printf("%s\n", msgq::php::serialize(42).c_str()); }
