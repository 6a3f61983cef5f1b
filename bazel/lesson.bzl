"""lesson(): every target of one lesson's folder."""

load("@rules_cc//cc:defs.bzl", "cc_binary", "cc_library", "cc_test")
load("@rules_shell//shell:sh_test.bzl", "sh_test")

def lesson(page_runs = [], data = [], deps = []):
    """Declares the targets of a lesson, from the files that every lesson has.

    For //lessons/04_receive_types:
      bazel run  //lessons/04_receive_types            the program, main.cc
      bazel test //lessons/04_receive_types:test       what the page claims, lesson_test.cc
      bazel test //lessons/04_receive_types:check      the exercise: exercise_test.cc judges exercise.cc
      bazel test //lessons/04_receive_types:page_test  the page, README.md, against the program

    Args:
      page_runs: other lessons' programs that the page runs.
      data: files that the program reads when it runs.
      deps: what the lesson's headers and program need besides //common.
    """
    name = native.package_name().split("/")[-1]
    header_deps = ["//common"] + deps
    deps = [":headers", "//common", "//common/program"]
    test_deps = deps + ["//common/orders", "//common/testing", "@doctest//doctest"]

    cc_library(
        name = "headers",
        hdrs = native.glob(["*.h"], exclude = ["stage*.h", "scene.h"], allow_empty = True),
        visibility = ["//tests:__subpackages__"],
        deps = header_deps,
    )
    cc_binary(
        name = name,
        srcs = ["main.cc"],
        data = data,
        visibility = ["//visibility:public"],
        deps = deps,
    )
    cc_test(
        name = "test",
        size = "small",
        srcs = ["lesson_test.cc"],
        deps = test_deps,
    )
    _page(name, deps, page_runs, data)
    if native.glob(["exercise.cc"], allow_empty = True):
        _exercise(test_deps)

def _page(name, deps, page_runs, data):
    # The program after the change that the page proposes under "Break it".
    native.genrule(
        name = "break_it",
        srcs = ["README.md", "main.cc"],
        outs = ["broken.cc"],
        cmd = "python3 $(location //tools/pages:break_it.py) $(SRCS) > $@",
        tags = ["manual"],
        tools = ["//tools/pages:break_it.py"],
    )
    cc_binary(
        name = "broken",
        srcs = ["broken.cc"],
        data = data,
        tags = ["manual"],
        visibility = ["//visibility:public"],
        deps = deps,
    )
    native.filegroup(
        name = "files",
        srcs = native.glob(["**"]),
        visibility = ["//visibility:public"],
    )
    native.filegroup(
        name = "programs",
        srcs = [":" + name, ":broken"] + page_runs + data,
        tags = ["manual"],
        visibility = ["//visibility:public"],
    )
    sh_test(
        name = "page_test",
        size = "small",
        srcs = ["//tools:docs.py"],
        args = ["lessons/%s/%s" % (name, page) for page in native.glob(["*.md"])],
        data = [":programs", "//tools:course"],
        tags = ["proof"],
    )

def _exercise(test_deps):
    """The answer, which is one program, its judge, which is another, and the proofs that it judges rightly.

    After a save only exercise.cc is compiled, and a small program linked. Everything that compiles it is manual or a
    proof, so an exercise that does not compile yet breaks neither `bazel build //...` nor `bazel test //...`.
    """
    cc_library(
        name = "actor",
        srcs = ["actor.cc", "scene.h"],
        linkstatic = True,
        deps = [":headers", "//common", "//common/actor"],
        alwayslink = True,
    )
    cc_library(
        name = "judge_cases",
        testonly = True,
        srcs = ["exercise_test.cc", "scene.h"] + native.glob(["stage*.h"], allow_empty = True),
        linkstatic = True,
        deps = test_deps + ["//common/actor", "//common/judge"],
        alwayslink = True,
    )
    cc_binary(
        name = "judge",
        testonly = True,
        linkstatic = False,
        visibility = ["//visibility:public"],
        deps = [":judge_cases"],
    )
    _answer("answer", "exercise.cc")
    cc_test(
        name = "check",
        size = "small",
        data = [":answer"],
        env = {"MSGQ_ANSWER": "$(rootpath :answer)"},
        tags = ["manual"],
        visibility = ["//visibility:public"],
        deps = [":judge_cases"],
    )
    _proof("starter", "exercise.cc", ["fails"])
    _proof("solution", "answers/solution.cc", ["passes"])
    for answer in native.glob(["answers/right_*.cc"]):
        _proof(answer[len("answers/"):-len(".cc")], answer, ["passes"])
    for answer in native.glob(["answers/wrong_*.cc"]):
        _proof(answer[len("answers/"):-len(".cc")], answer, ["fails", answer])
    sh_test(
        name = "proof_same_outside_todo",
        size = "small",
        srcs = ["//tools/proofs:same_outside_todo.py"],
        args = ["$(rootpath exercise.cc)", "$(rootpath answers/solution.cc)"],
        data = ["exercise.cc", "answers/solution.cc"],
        tags = ["proof"],
    )

def _answer(name, source):
    """The program in which this answer runs."""
    cc_binary(
        name = name,
        srcs = [source],
        linkstatic = False,
        tags = ["manual"],
        deps = [":actor", ":headers", "//common"],
    )

def _proof(name, answer, judgement):
    """Proves what the judge says of an answer: ["passes"], ["fails"], or ["fails", FILE] in the words of FILE."""
    program = "answer_of_" + name
    _answer(program, answer)
    sh_test(
        name = "proof_" + name,
        size = "small",
        srcs = ["//tools/proofs:prove.py"],
        args = [judgement[0], "$(rootpath :judge)"] + ["$(rootpath %s)" % file for file in judgement[1:]],
        data = [":judge", ":" + program] + judgement[1:],
        env = {"MSGQ_ANSWER": "$(rootpath :%s)" % program},
        tags = ["proof"],
    )
