#include "lessons/01_create_queue/exercise.h"

#include <cerrno>        // EEXIST, ENOENT
#include <system_error>  // what Queue's functions throw

#include "common/queue.h"

using msgq::Key;
using msgq::Queue;

// TODO: open or create, and say which. Queue::open_or_create cannot say it, so this always says
// yes.
Opened open_or_create(Key key) { return {Queue::open_or_create(key), true}; }
// end TODO
