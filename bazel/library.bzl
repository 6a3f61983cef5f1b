"""A room of common/ beside //common: its sources, and a test for each *_test.cc."""

load("@rules_cc//cc:defs.bzl", "cc_library", "cc_test")

def library(test_size = "small", deps = [], testonly = False):
    """The library has the folder's name.

    Args:
      test_size: Bazel's size of its tests.
      deps: what it needs besides //common.
      testonly: whether only tests may need it.
    """
    name = native.package_name().split("/")[-1]
    cc_library(
        name = name,
        srcs = native.glob(
            ["*.cc"],
            exclude = ["*_test.cc"],
        ),
        hdrs = native.glob(["*.h"]),
        copts = ["-O2"],
        testonly = testonly,
        visibility = ["//visibility:public"],
        deps = ["//common"] + deps,
    )
    for test in native.glob(["*_test.cc"]):
        cc_test(
            name = test[:-len(".cc")],
            size = test_size,
            srcs = [test],
            deps = [
                ":" + name,
                "//common",
                "//common/testing",
                "@doctest//doctest",
            ] + [dep for dep in deps if dep != "//common/testing"],
        )
    native.filegroup(
        name = "files",
        srcs = native.glob(["**"]),
        visibility = ["//visibility:public"],
    )
