// What ftok(3) does, as glibc does it.
#pragma once

#include <sys/stat.h>

#include "common/queue.h"

namespace create_queue {

// A project id's low byte, one byte of the device's number, two bytes of the inode's: 24 bits must
// tell every file of a system apart, and cannot. Throws as stat(2) fails.
inline msgq::Key key_by_hand(const char* path, int project) {
  struct stat file {};
  if (stat(path, &file) == -1) msgq::calls::fail("stat", path);
  // [formula]
  const auto key = static_cast<unsigned>(project & 0xff) << 24 |
                   static_cast<unsigned>(file.st_dev & 0xff) << 16 |
                   static_cast<unsigned>(file.st_ino & 0xffff);
  // [/formula]
  return {static_cast<key_t>(key)};
}

}  // namespace create_queue
