"""All that ./learn says, in both languages. What stands in {braces} must be the same in both."""

from typing import NamedTuple


class Message(NamedTuple):
    english: str
    chinese: str


HELP = Message("""\
./learn           checks the exercises in their order, and stops at the first that is not green
./learn 3         checks exercise 3:          bazel test //lessons/03_send:check
./learn 3 --all   the same, and shows all that fails, not only the first step
./learn hint 3    one more hint each time; ./learn hint 3 1 shows hint 1
./learn watch     checks again whenever you save
./learn reset 3   the exercise as it was; your answer stays beside it, as exercise.cc.mine
./learn diff 3    your answer beside the solution, once it is green
./learn list      what is green and what is not yet
./learn clean     removes the queues that lesson 01 left:  ipcrm -Q KEY
./learn doctor    what is missing here, and the line that mends it""", """\
./learn           按顺序检查练习，停在第一个还没通过的，并告诉你下一步做什么
./learn 3         检查练习 3（即 bazel test //lessons/03_send:check）
./learn 3 --all   同上，但列出所有没通过的地方，不只是第一步
./learn hint 3    每次多给一条提示；./learn hint 3 1 直接看提示 1
./learn watch     每次保存后自动重新检查
./learn reset 3   把练习恢复原样；你的答案另存在旁边的 exercise.cc.mine
./learn diff 3    通过之后，对照你的答案和参考答案
./learn list      哪些已通过，哪些还没通过
./learn clean     删除第 1 课留下的队列（即 ipcrm -Q KEY）
./learn doctor    这台机器缺什么，用哪条命令补上""")

# What was typed
WHICH_LESSON = Message("Which lesson? Give its number, for example: ./learn {verb} 1",
                       "哪一课？请给出课号，例如：./learn {verb} 1")
NO_SUCH_LESSON = Message("There is no lesson {word}. To see them all: ./learn list",
                         "没有第 {word} 课。列出所有课：./learn list")
NO_SUCH_VERB = Message("There is no ./learn {words}. To see what there is: ./learn help",
                       "没有 ./learn {words} 这个用法。查看所有用法：./learn help")

# The verdict
GREEN = Message("{title}: green", "{title}：通过")
NOT_YET = Message("{title}: not yet", "{title}：还没通过")
NOT_YET_AT = Message("{title}: not yet. The first step that fails is {step}", "{title}：还没通过。没通过的第一步是{step}")
STEP = Message("step {number}: {title}", "第 {number} 步：{title}")
SAME_AS_BEFORE = Message("{title}: not yet, for the same reason as before", "{title}：还没通过，原因和上次一样")
DOES_NOT_COMPILE = Message("{title}: does not compile yet. The first error:", "{title}：还不能编译。第一个错误：")
RULE = Message("Rule:      {rule}", "规则（英文原文）：{rule}")
CHECKED = Message("Checked:   {expression}", "检查：    {expression}")
GOT = Message("Got:       {value}", "实际得到：{value}")
NO_EXCEPTION = Message("no exception, but {value}", "没有异常，而是 {value}")
NO_EXCEPTION_AT_ALL = Message("no exception", "没有异常")
EXPECTED = Message("Expected:  {value}", "应当得到：{value}")
VALUES = Message("Values:    {values}", "实际的值：{values}")
PLACE = Message("Where:     {place}", "位置：    {place}")
UNFINISHED = Message("The step did not come to its end: something has ended the whole check.",
                     "这一步没有运行到底：整个检查中途被终止了。")
MORE_FAILS = Message("More fails than this; to see all of it: ./learn {number} --all",
                     "没通过的不止这些；全部列出：./learn {number} --all")
MORE_ERRORS = Message("To see all that the compiler says: ./learn {number} --all",
                      "查看编译器的全部输出：./learn {number} --all")
PRINTED = Message("All that the check and your answer printed: {file}", "检查和你的答案输出的全部内容：{file}")
PAGE = Message("Page:  {file}", "课文：  {file}")
EDIT = Message("Edit:  {file}", "修改：  {file}")
NEXT = Message("Next:  ./learn", "下一步：./learn")
NEXT_LESSON = Message("Next:  {page}", "下一课：{page}")
HINT_OR_CHECK = Message("Next:  ./learn hint {number}   or, when you have changed it:   ./learn {number}",
                        "下一步：./learn hint {number}   改好之后再检查：   ./learn {number}")
BEGIN = Message("""\
{title} is next.
Read:  {page}
Run:   {run}
Then:  solve the exercise in {exercise}, and ./learn {number}""", """\
下一课：{title}
先读：  {page}
运行：  {run}
然后：  做 {exercise} 里的练习，再运行 ./learn {number}""")
COMPARE = Message("{title}: green. The solution, to compare: {solution}   or: ./learn diff {number}",
                  "{title}：通过。可以对照参考答案：{solution}   或者：./learn diff {number}")
ALL_GREEN = Message("All exercises are green. Congratulations! See what others got wrong: {files}",
                    "练习全部通过，恭喜！看看别人都错在哪里：{files}")
LISTED_GREEN = Message("green      {title}", "通过      {title}")
LISTED_NOT_YET = Message("not yet    {title}", "还没通过  {title}")
LISTED_UNCHANGED = Message("unchanged  {title}", "没有改动  {title}")

# The file exercise.cc
IS_MISSING = Message("{file} is missing. To have it back: ./learn reset {number}",
                     "{file} 不见了。找回它：./learn reset {number}")
IS_EMPTY = Message("{file} is empty. To have it as it was: ./learn reset {number}",
                   "{file} 是空的。恢复原样：./learn reset {number}")
IS_A_FOLDER = Message("{file} is a folder, and must be a file. To have it as it was: ./learn reset {number}",
                      "{file} 是一个目录，它应当是文件。恢复原样：./learn reset {number}")
IS_UNREADABLE = Message("{file} cannot be read. To see whose it is: ls -l {file}   To have it as it was: ./learn reset {number}",
                        "{file} 无法读取。查看它属于谁：ls -l {file}   恢复原样：./learn reset {number}")

# Hints
HINT = Message("Hint {hint} of {total}", "提示 {hint}（共 {total} 条）")
WHICH_HINT = Message("There are {total} hints, for example: ./learn hint {number} 1",
                     "一共 {total} 条提示，例如：./learn hint {number} 1")
EDIT_AND_CHECK = Message("Next:  edit {file}, then ./learn {number}", "下一步：修改 {file}，然后 ./learn {number}")
ONE_MORE_HINT = Message("One more hint: ./learn hint {words}", "再来一条提示：./learn hint {words}")
NO_MORE_HINTS = Message("""\
There are no more hints for this step.
To see the first again: ./learn hint {number} 1
Page:  {page}""", """\
这一步没有更多提示了。
再看第一条：./learn hint {number} 1
课文：  {page}""")
NOTHING_TO_HINT_AT = Message("{title} is green; there is nothing to hint at. Next:  ./learn",
                             "{title} 已经通过，不需要提示。下一步：./learn")

# watch
WATCHING = Message("Watching {file}; Ctrl-C ends it.", "正在监视 {file}；按 Ctrl-C 结束。")
WAITING_FOR = Message("{file} is not there; waiting for it. To have it as it was: ./learn reset {number}",
                      "{file} 不在了，等它回来。恢复原样：./learn reset {number}")

# reset
IS_AS_IT_WAS = Message("{file} is as it was already.", "{file} 没有改动过，不用恢复。")
WAS_RESET = Message("{file} is as it was.", "{file} 已恢复原样。")
WAS_KEPT = Message("{file} is as it was. Your answer is kept; to have it back:\n  {command}",
                   "{file} 已恢复原样。你的答案还留着，要取回来：\n  {command}")
CANNOT_RESET = Message("{file} was not changed, for nobody here knows how it was: {reason}",
                       "{file} 没有改动，因为找不到它原来的样子：{reason}")
CANNOT_WRITE = Message("{file} was not changed: {reason}. If you may not write here, work on a copy of your own: git clone {root}",
                       "{file} 没有改动：{reason}。如果你在这里没有写权限，请用自己的一份副本：git clone {root}")
GIT_IS_MISSING = Message("git is missing. To mend it: sudo apt-get install -y git",
                         "没有安装 git。解决办法：sudo apt-get install -y git")
GIT_DOES_NOT_TRUST = Message(
    "the course belongs to another user, and git does not trust it. To mend it: git config --global --add safe.directory '{root}'",
    "课程目录属于别的用户，git 不信任它。解决办法：git config --global --add safe.directory '{root}'")
NO_CLONE = Message("this is no git clone of the course. Take the file from a new copy of the course, and work in a git clone",
                   "这里不是课程的 git 克隆。请从新下载的课程里取这个文件；最好改用 git clone")

# diff
NOT_GREEN_YET = Message("The solution is shown when your own answer is green: ./learn {number}",
                        "你自己的答案通过之后，才能看参考答案：./learn {number}")
TO_THE_LETTER = Message("Your answer is the solution, to the letter.", "你的答案和参考答案一字不差。")
YOURS = Message("yours", "你的答案")
SOLUTION = Message("solution", "参考答案")

# clean
REMOVED = Message("Removed the queue with key {key}, made in {folder}.", "已删除键为 {key} 的队列，它是在 {folder} 里创建的。")
NOT_REMOVED = Message("The queue with key {key}, made in {folder}, belongs to another user, and only he may remove it.",
                      "键为 {key} 的队列是在 {folder} 里创建的，属于别的用户，只有他能删除。")
NONE_LEFT = Message("Lesson 01 has left no queue.", "第 1 课没有留下队列。")
MADE_ELSEWHERE = Message("You have a queue with key {key}, as lesson 01 makes them, but in none of these folders. To remove it: ipcrm -Q {key}",
                         "你还有一个键为 {key} 的队列，像是第 1 课创建的，但不是在这些目录里。删除它：ipcrm -Q {key}")
OTHER_QUEUES = Message("There are other queues on this machine. To see them: ipcs -q   To remove one that you made: ipcrm -q ID",
                       "这台机器上还有其他队列。查看：ipcs -q   删除你自己创建的：ipcrm -q ID")

# Bazel
FIRST_BUILD = Message("Bazel starts and compiles the library: this takes about half a minute, only this once.",
                      "Bazel 正在启动并编译课程的库：大约需要半分钟，只有这一次。")
NO_BAZEL = Message("Bazel is missing. What to do: ./learn doctor", "找不到 Bazel。该怎么办：./learn doctor")
NO_COMPILER = Message("There is no C++ compiler. What to do: ./learn doctor", "找不到 C++ 编译器。该怎么办：./learn doctor")
BAZEL_FAILED = Message("Bazel failed; this says nothing of your answer. What Bazel printed:",
                       "Bazel 自己出错了，与你的答案无关。Bazel 的输出：")
SYSTEM_SAYS = Message("The system refused: {error}. What may be the matter: ./learn doctor",
                      "系统拒绝了操作：{error}。可能的原因：./learn doctor")
NO_OWN_FOLDER = Message("{folder} belongs to somebody else, or cannot be made. Name a plain folder of your own: XDG_CACHE_HOME=/some/folder ./learn",
                        "{folder} 属于别人，或者无法创建。请指定一个自己的、路径只含英文字符的目录：XDG_CACHE_HOME=/some/folder ./learn")

# doctor
GOOD = Message("good     {what}", "正常  {what}")
LACKS = Message("missing  {what}. To mend it: {how}", "缺少  {what}。解决办法：{how}")
COMPILER = Message("C++ compiler", "C++ 编译器")
QUEUES = Message("System V message queues", "System V 消息队列")
ANOTHER_KERNEL = Message("use a Linux kernel built with CONFIG_SYSVIPC=y", "换用带 CONFIG_SYSVIPC=y 的 Linux 内核")
WCHAN = Message("/proc/PID/wchan, to see who sleeps", "/proc/PID/wchan（用来查看哪个进程在睡眠）")
MOUNT_PROC = Message("mount /proc without hidepid", "挂载 /proc 时不要用 hidepid")
WRITABLE = Message("a course that you may write to", "课程目录可写")
CLONE_IT = Message("git clone '{root}' ~/msgq, and work there", "git clone '{root}' ~/msgq，然后在那里做练习")
GIT_LACKS = Message("missing  git, for reset: {trouble}", "缺少  git（reset 要用）：{trouble}")
GIT_KNOWS = Message("git, for reset", "git（reset 要用）")
NOTE_LOCK = Message("note     {file} is there. If no git is running, it was left behind, and git refuses to work: rm '{file}'",
                    "注意  {file} 还在。如果没有 git 正在运行，它就是遗留下来的，git 会因此拒绝工作：rm '{file}'")
NOTE_PATH = Message("note     Bazel cannot work in this path, or in this HOME; ./learn can. Type Bazel's commands so: {command}",
                    "注意  Bazel 不接受这个路径或这个 HOME，./learn 可以。自己运行 bazel 时请这样输入：{command}")
NOTE_SHARED = Message("note     Tests share this machine's queues here, and clean up after themselves.",
                      "注意  这里的测试与整台机器共用队列，用完会自己清理。")
LIMITS = Message("limits   msgmax {msgmax}, msgmnb {msgmnb}, msgmni {msgmni}", "上限  msgmax {msgmax}，msgmnb {msgmnb}，msgmni {msgmni}")
