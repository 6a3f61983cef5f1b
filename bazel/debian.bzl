"""What Debian 12's Bazel 4.2.3 would download, from this machine instead.

Before it builds any C++, Bazel 4.2.3 wants @rules_cc, @rules_java and (for tests)
@remote_coverage_tools from the network. A C++ project needs next to nothing of
them: the rules are built into that Bazel, so re-exporting them is enough.

Bazel 7 and newer never read this file; their dependencies are in MODULE.bazel.
"""

def _local_files_impl(ctx):
    for path, content in ctx.attr.files.items():
        ctx.file(path, content, executable = False)
    for path, target in ctx.attr.links.items():
        if not ctx.path(target).exists:
            fail("\n\n%s is missing. Install it: sudo apt-get install %s\n" % (target, ctx.attr.debian_package))
        ctx.symlink(target, path)

local_files = repository_rule(
    implementation = _local_files_impl,
    doc = "A repository of files written here, or linked to.",
    attrs = {
        "debian_package": attr.string(doc = "the package to install where a link leads nowhere"),
        "files": attr.string_dict(doc = "path -> content"),
        "links": attr.string_dict(doc = "path -> file on this machine"),
    },
    local = True,
)

def _native_rules(package, names, file = "defs"):
    return {
        package + "/BUILD": "",
        "%s/%s.bzl" % (package, file): "".join(["%s = native.%s\n" % (name, name) for name in names]),
    }

def debian_repositories():
    """Declares every external repository of this workspace."""
    local_files(
        name = "rules_cc",
        files = _native_rules("cc", [
            "cc_binary",
            "cc_import",
            "cc_library",
            "cc_test",
            "cc_toolchain",
            "cc_toolchain_suite",
        ]),
    )
    local_files(
        name = "rules_java",
        files = _native_rules("java", ["java_import", "java_runtime", "java_toolchain"]),
    )
    local_files(
        name = "rules_shell",
        files = dict(
            _native_rules("shell", ["sh_binary"], file = "sh_binary"),
            **_native_rules("shell", ["sh_test"], file = "sh_test")
        ),
    )
    local_files(
        name = "remote_coverage_tools",
        files = {"BUILD": """
filegroup(name = "coverage_report_generator", visibility = ["//visibility:public"])
filegroup(name = "lcov_merger", visibility = ["//visibility:public"])
"""},
    )

    # As in the Bazel Central Registry: label @doctest//doctest, the defines, and
    # #include "doctest/doctest.h" in quotes.
    local_files(
        name = "doctest",
        debian_package = "doctest-dev",
        files = {"doctest/BUILD": """
cc_library(
    name = "doctest",
    hdrs = ["doctest.h"],
    defines = [
        "DOCTEST_CONFIG_IMPLEMENTATION_IN_DLL",
        "DOCTEST_CONFIG_NO_UNPREFIXED_OPTIONS",
    ],
    visibility = ["//visibility:public"],
)
"""},
        links = {"doctest/doctest.h": "/usr/include/doctest/doctest.h"},
    )

    # A library of the system: nothing but what the linker needs.
    local_files(
        name = "google_benchmark",
        debian_package = "libbenchmark-dev",
        files = {"BUILD": """
cc_library(name = "benchmark", linkopts = ["-lbenchmark", "-lpthread"], visibility = ["//visibility:public"])
cc_library(name = "benchmark_main", linkopts = ["-lbenchmark_main"], deps = [":benchmark"], visibility = ["//visibility:public"])
"""},
        links = {"benchmark.h": "/usr/include/benchmark/benchmark.h"},
    )
