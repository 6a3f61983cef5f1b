"""lesson(): every target of one lesson's folder."""

load("@rules_cc//cc:defs.bzl", "cc_binary", "cc_library", "cc_test")
load("@rules_shell//shell:sh_test.bzl", "sh_test")

def lesson(page_runs = []):
    """Declares the targets of a lesson, from the files that every lesson has.

    For //lessons/04_receive_types:
      bazel run  //lessons/04_receive_types            the program, main.cc
      bazel test //lessons/04_receive_types:test       what the page claims, lesson_test.cc
      bazel test //lessons/04_receive_types:page_test  the page, README.md, against the program

    Args:
      page_runs: other lessons' programs that the page runs.
    """
    name = native.package_name().split("/")[-1]
    deps = [":headers", "//common"]

    cc_library(
        name = "headers",
        hdrs = native.glob(["*.h"], allow_empty = True),
        deps = ["//common"],
    )
    cc_binary(
        name = name,
        srcs = ["main.cc"],
        visibility = ["//visibility:public"],
        deps = deps,
    )
    cc_test(
        name = "test",
        size = "small",
        srcs = ["lesson_test.cc"],
        deps = deps + [
            "//common/testing",
            "@doctest//doctest",
        ],
    )

    # The program after the change that the page proposes under "Break it".
    native.genrule(
        name = "break_it",
        srcs = ["README.md", "main.cc"],
        outs = ["broken.cc"],
        cmd = "python3 $(location //tools:break_it.py) $(SRCS) > $@",
        tags = ["manual"],
        tools = ["//tools:break_it.py"],
    )
    cc_binary(
        name = "broken",
        srcs = ["broken.cc"],
        tags = ["manual"],
        visibility = ["//visibility:public"],
        deps = deps,
    )
    native.filegroup(
        name = "page",
        srcs = native.glob(["*.md", "*.cc", "*.h"]) + [":" + name, ":broken"] + page_runs,
        tags = ["manual"],
        visibility = ["//visibility:public"],
    )
    sh_test(
        name = "page_test",
        size = "small",
        srcs = ["//tools:docs.py"],
        args = ["lessons/%s/README.md" % name],
        data = [":page", "//:README.md"],
        tags = ["proof"],
    )
