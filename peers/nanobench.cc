// SPDX-License-Identifier: Apache-2.0
// nanobench.cc: byval-nanobench SECONDS ROW...: arms under nanobench, each for so long.
// It prints a line a row: ns a call, nanobench's error in per cent, the row.
#define ANKERL_NANOBENCH_IMPLEMENT
#include <nanobench.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "peers/one_arm.h"

namespace
{

// nanobench loops over an iteration through code of its own: many calls of the kernel make one.
constexpr uint64_t CALLS = 1000;
constexpr size_t EPOCHS = 11; // its own default

struct Row {
    const char *name;
    double seconds;
};

void measure(const bv_one_arm *visit, void *user)
{
    using ankerl::nanobench::Result;
    const Row *row = static_cast<const Row *>(user);
    ankerl::nanobench::Bench bench;
    bench.output(nullptr).epochs(EPOCHS).batch(CALLS).unit("call").minEpochTime(
        std::chrono::nanoseconds(static_cast<int64_t>(1e9 * row->seconds / EPOCHS)));
    bench.run(row->name, [visit] { bv_one_arm_call(visit, CALLS); });
    const Result &result = bench.results().back();
    std::printf("%.9g %.6g %s\n", 1e9 * result.median(Result::Measure::elapsed) / CALLS,
                100 * result.medianAbsolutePercentError(Result::Measure::elapsed), row->name);
}

} // namespace

int main(int argc, char **argv)
{
    double seconds = argc > 2 ? std::strtod(argv[1], nullptr) : 0;
    if (!(seconds > 0)) {
        std::fprintf(stderr, "usage: byval-nanobench SECONDS ROW...\n");
        return 2;
    }
    for (int i = 2; i < argc; i++) {
        Row row = {argv[i], seconds};
        bv_error err;
        if (bv_one_arm_row(argv[i], measure, &row, &err) != BV_OK) {
            std::fprintf(stderr, "byval-nanobench: %s\n", err.text);
            return 1;
        }
    }
    return 0;
}
