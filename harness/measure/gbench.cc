// SPDX-License-Identifier: Apache-2.0
// gbench.cc: Google Benchmark behind the C of gbench.h.
#include "harness/measure/gbench.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <exception>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

struct bv_gbench_state {
    benchmark::State &state;
};

namespace
{

using Run = benchmark::BenchmarkReporter::Run;

// Run.error_occurred became Run.skipped in 1.8, and no macro tells the version: ask the type.
template <class R> auto error_text(const R &run, int) -> decltype(run.error_message.c_str())
{
    return run.error_occurred ? run.error_message.c_str() : nullptr;
}

template <class R> auto error_text(const R &run, long) -> decltype(run.skip_message.c_str())
{
    return static_cast<int>(run.skipped) != 0 ? run.skip_message.c_str() : nullptr;
}

bv_gbench_row row_of(const Run &run, const std::string &name)
{
    const auto iterations = static_cast<double>(std::max<int64_t>(run.iterations, 1));
    bv_gbench_row row{};
    row.name = name.c_str();
    row.iterations = static_cast<uint64_t>(run.iterations);
    row.real_ns = run.real_accumulated_time * 1e9 / iterations;
    row.cpu_ns = run.cpu_accumulated_time * 1e9 / iterations;
    row.error = error_text(run, 0);
    return row;
}

// Hands results to C, and prints nothing.
class CallbackReporter : public benchmark::BenchmarkReporter
{
  public:
    CallbackReporter(bv_gbench_row_fn *row_fn, void *user) : row_fn_(row_fn), user_(user)
    {
    }
    bool ReportContext(const Context &) override
    {
        return true;
    }
    void ReportRuns(const std::vector<Run> &runs) override
    {
        for (const Run &run : runs) {
            if (run.run_type != Run::RT_Iteration)
                continue;
            const std::string name = run.benchmark_name();
            const bv_gbench_row row = row_of(run, name);
            row_fn_(&row, user_);
        }
    }

  private:
    bv_gbench_row_fn *row_fn_;
    void *user_;
};

// Prints as its base does, and remembers whether a benchmark failed.
class ErrorCounter : public benchmark::BenchmarkReporter
{
  public:
    explicit ErrorCounter(benchmark::BenchmarkReporter *display) : display_(display)
    {
    }
    bool ReportContext(const Context &context) override
    {
        display_->SetOutputStream(&GetOutputStream());
        display_->SetErrorStream(&GetErrorStream());
        return display_->ReportContext(context);
    }
    void ReportRuns(const std::vector<Run> &runs) override
    {
        for (const Run &run : runs)
            failed = failed || error_text(run, 0) != nullptr;
        display_->ReportRuns(runs);
    }
    void Finalize() override
    {
        display_->Finalize();
    }
    bool failed = false;

  private:
    benchmark::BenchmarkReporter *display_;
};

enum bv_status failed(bv_error *err, const char *doing)
{
    try {
        throw;
    } catch (const std::bad_alloc &) {
        return bv_fail(err, BV_E_NOMEM, "out of memory in Google Benchmark while %s", doing);
    } catch (const std::exception &e) {
        return bv_fail(err, BV_E_UNSUPPORTED, "Google Benchmark failed while %s: %s", doing,
                       e.what());
    } catch (...) {
        return bv_fail(err, BV_E_UNSUPPORTED, "Google Benchmark failed while %s", doing);
    }
}

} // namespace

extern "C" {

bv_status bv_gbench_add(const char *name, bv_gbench_body *body, void *ctx, uint64_t iterations,
                        bv_error *err)
{
    try {
        auto *added = benchmark::RegisterBenchmark(name, [body, ctx](benchmark::State &state) {
            bv_gbench_state wrapped{state};
            body(&wrapped, ctx);
        });
        if (iterations != 0)
            added->Iterations(static_cast<benchmark::IterationCount>(iterations));
        return BV_OK;
    } catch (...) {
        return failed(err, "registering a benchmark");
    }
}

void bv_gbench_loop(bv_gbench_state *state, bv_gbench_fn *fn, void *ctx)
{
    benchmark::State &st = state->state;
    while (st.KeepRunningBatch(st.max_iterations))
        fn(ctx, static_cast<uint64_t>(st.max_iterations));
}

void bv_gbench_fail(bv_gbench_state *state, const char *message)
{
    state->state.SkipWithError(message);
}

bv_status bv_gbench_run(bv_gbench_row_fn *row_fn, void *user, bv_error *err)
{
    try {
        CallbackReporter reporter(row_fn, user);
        benchmark::RunSpecifiedBenchmarks(&reporter, "all");
        benchmark::ClearRegisteredBenchmarks();
        return BV_OK;
    } catch (...) {
        return failed(err, "running the benchmarks");
    }
}

void bv_gbench_add_context(const char *key, const char *value)
{
    try {
        benchmark::AddCustomContext(key, value);
    } catch (...) {
        // Only a label is lost, and only when out of memory.
    }
}

int bv_gbench_main(int argc, char **argv)
{
    try {
        benchmark::Initialize(&argc, argv);
        if (benchmark::ReportUnrecognizedArguments(argc, argv))
            return 2;
        ErrorCounter reporter(benchmark::CreateDefaultDisplayReporter());
        const size_t run = benchmark::RunSpecifiedBenchmarks(&reporter);
        benchmark::Shutdown();
        return run > 0 && !reporter.failed ? 0 : 1;
    } catch (...) {
        return 1;
    }
}

void bv_gbench_inspect(struct bv_gbench_info *out)
{
    std::memset(out, 0, sizeof *out);
    try {
        const benchmark::CPUInfo &cpu = benchmark::CPUInfo::Get();
        out->num_cpus = cpu.num_cpus;
        out->mhz_per_cpu = static_cast<int>(std::lround(cpu.cycles_per_second / 1e6));
        out->cpu_scaling_enabled = cpu.scaling == benchmark::CPUInfo::ENABLED;
        out->load_avg_count = std::min<size_t>(cpu.load_avg.size(), 3);
        std::copy_n(cpu.load_avg.begin(), out->load_avg_count, out->load_avg);
        for (const auto &cache : cpu.caches) {
            if (out->cache_count == sizeof out->caches / sizeof out->caches[0])
                break;
            auto &to = out->caches[out->cache_count++];
            std::strncpy(to.type, cache.type.c_str(), sizeof to.type - 1);
            to.level = cache.level;
            to.size_bytes = cache.size;
            to.num_sharing = cache.num_sharing;
        }
    } catch (...) {
        // What could not be read stays 0, which its readers take for unknown.
    }
#ifdef NDEBUG
    out->library_build_type = "release";
#else
    out->library_build_type = "debug";
#endif
}

} // extern "C"
