// The table "Call by call" in common/README.md, in both languages: each function is called under a
// trace, and must do what its row says, and nothing else.
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <functional>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "common/error_of.h"
#include "common/queue.h"
#include "common/scoped_queue.h"
#include "common/testing/pipe.h"
#include "common/testing/queues.h"
#include "common/testing/temporary_file.h"
#include "common/trace.h"
#include "doctest/doctest.h"

using namespace msgq;

namespace {

struct Row {
  std::string function, call, with, not_now;
};

std::string trimmed(std::string text) {
  std::erase(text, '`');
  const std::size_t begin = text.find_first_not_of(' ');
  return begin == text.npos ? "" : text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

// The rows that begin with a function of the library and name a system call.
std::vector<Row> rows_of(const std::string& page) {
  std::vector<Row> rows;
  std::ifstream file{page};
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("| `Key::") && !line.starts_with("| `Queue::") &&
        !line.starts_with("| `queue.")) {
      continue;
    }
    std::istringstream cells{line.substr(1)};
    Row row;
    for (std::string* cell : {&row.function, &row.call, &row.with, &row.not_now}) {
      std::getline(cells, *cell, '|');
      *cell = trimmed(*cell);
    }
    rows.push_back(row);
  }
  return rows;
}

// Calls a function of the table; what a try_ function returned, and true for all others.
using Call = std::function<bool()>;

// What the functions of the table are called with. The queue holds a message of type 7, "seven".
struct Scene {
  testing::TemporaryFile file;
  Key key = file.key();
  ScopedQueue queue = ScopedQueue::create(ipc_private);
  Settings settings = queue.status().settings;

  Scene() { queue.send(Text<8>{7, "seven"}); }
  // What was made with the key.
  ~Scene() {
    error_of([&] { Queue::open(key).remove(); });
  }
};

// Every function, by its words in the table.
std::map<std::string, Call> functions(const Scene& scene) {
  static Text<8> message;
  const Queue queue = scene.queue;
  const auto always = [](const auto& body) {
    return [=] {
      body();
      return true;
    };
  };
  return {
      {"Key::from_path(path, project)", always([&scene] { scene.file.key(); })},
      {"Queue::open(key)", always([&scene] { error_of([&] { Queue::open(scene.key); }); })},
      {"Queue::create(key, mode)", always([&scene] { Queue::create(scene.key); })},
      {"Queue::open_or_create(key, mode)", always([&scene] { Queue::open_or_create(scene.key); })},
      {"queue.send(message)", always([=] {
         queue.send(Text<8>{1, "one"});
       })},
      {"queue.try_send(message)",
       [=] {
         return queue.try_send(Text<8>{1, "one"});
       }},
      {"queue.receive(message)", always([=] { queue.receive(message); })},
      {"queue.receive(message, Select::exactly(7))",
       always([=] { queue.receive(message, Select::exactly(7)); })},
      {"queue.receive(message, Select::lowest_up_to(7))",
       always([=] { queue.receive(message, Select::lowest_up_to(7)); })},
      {"queue.receive(message, Select::except(1))",
       always([=] { queue.receive(message, Select::except(1)); })},
      {"queue.receive(message, Select::any(), Oversize::truncate)",
       always([=] { queue.receive(message, Select::any(), Oversize::truncate); })},
      {"queue.try_receive(message)", [=] { return queue.try_receive(message); }},
      {"queue.try_peek(message, 0)", [=] { return queue.try_peek(message, 0); }},
      {"queue.status()", always([=] { (void)queue.status(); })},
      {"queue.set(settings)", always([=, &scene] { queue.set(scene.settings); })},
      {"queue.remove()", always([=] { queue.remove(); })},
  };
}

// What the "with" column should say of such a line.
std::set<std::string> said_by(const std::string& line) {
  std::set<std::string> found;
  const std::regex flag{"\\b(IPC|MSG)_(?!PRIVATE)[A-Z]+\\b"};
  for (std::sregex_iterator match{line.begin(), line.end(), flag}, end; match != end; ++match) {
    found.insert(match->str());
  }
  std::smatch msgrcv;
  // msgrcv(0, {7, "seven"}, 8, 7, 0) = 5
  if (std::regex_search(line, msgrcv, std::regex{"^msgrcv.*, \\d+, (-?[1-9]\\d*), [^,]*\\) = "})) {
    found.insert("msgtyp " + msgrcv[1].str());
  }
  return found;
}

std::set<std::string> parts(const std::string& cell) {
  std::set<std::string> found;
  std::istringstream text{cell};
  for (std::string part; std::getline(text, part, ',');) found.insert(trimmed(part));
  return found;
}

}  // namespace

TEST_CASE("each function of the table makes its one call, with what the table says") {
  for (const char* const page : {"common/README.md", "common/README.zh-CN.md"}) {
    CAPTURE(page);
    std::set<std::string> in_table;
    for (const Row& row : rows_of(page)) {
      CAPTURE(row.function);
      in_table.insert(row.function);
      const Scene scene;
      const auto all = functions(scene);
      REQUIRE(all.contains(row.function));

      testing::Pipe pipe;
      trace::to(pipe.in());
      const bool done = all.at(row.function)();
      trace::to(trace::nowhere);
      CHECK(done);
      const std::string line = pipe.text();
      CHECK(std::count(line.begin(), line.end(), '\n') == 1);
      CHECK(line.starts_with(row.call + '('));
      CHECK(said_by(line) == parts(row.with));
    }
    for (const auto& named : functions(Scene{})) {
      CAPTURE(named.first);
      CHECK(in_table.contains(named.first));
    }
  }
}

TEST_CASE("\"not now\" is false with that errno, and no function without one says it") {
  for (const Row& row : rows_of("common/README.md")) {
    CAPTURE(row.function);
    Scene scene;
    Text<8> message;
    scene.queue.receive(message);
    const auto all = functions(scene);
    REQUIRE(all.contains(row.function));
    CHECK(row.function.starts_with("queue.try_") == !row.not_now.empty());
    if (row.not_now.empty()) continue;
    testing::set_capacity(scene.queue, 0);  // empty and full
    errno = 0;
    CHECK_FALSE(all.at(row.function)());
    CHECK(strerrorname_np(errno) == row.not_now);
  }
}
