// SPDX-License-Identifier: Apache-2.0
// catch2.cc: byval-catch2: arms as benchmarks of an ordinary Catch2 program.
#define CATCH_CONFIG_RUNNER
#define CATCH_CONFIG_ENABLE_BENCHMARKING
#include <catch2/catch.hpp>

#include <cstdint>
#include <string>
#include <vector>

#include "peers/one_arm.h"

namespace
{

std::vector<std::string> rows;
uint64_t calls = 1000;

// Catch2 loops over an iteration through a call of its own: many calls of the kernel make one.
void measure(const bv_one_arm *visit, void *row)
{
    BENCHMARK_ADVANCED(static_cast<const char *>(row))(Catch::Benchmark::Chronometer meter)
    {
        meter.measure([visit] { bv_one_arm_call(visit, calls); });
    };
}

void measure_all()
{
    for (std::string &row : rows) {
        bv_error err;
        if (bv_one_arm_row(row.c_str(), measure, row.data(), &err) != BV_OK)
            FAIL(err.text);
    }
}

} // namespace

int main(int argc, char **argv)
{
    using Catch::clara::Opt;
    Catch::Session session;
    REGISTER_TEST_CASE(measure_all, "rows");
    session.cli(session.cli() |
                Opt(rows, "ROW")["--row"]("measure it, as byval list --arms prints it") |
                Opt(calls, "N")["--calls"]("calls of the arm that make an iteration (1000)"));
    const int wrong = session.applyCommandLine(argc, argv);
    return wrong != 0 ? wrong : session.run();
}
