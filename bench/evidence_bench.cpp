// Reading CSV: the bytes alone, the structural index, typed columns, and the whole verb with hash, keys and references.
//
// Sizes are events by decades, 2,000 to 1,000,000 enterprises beside them; about 110 bytes per event in UTF-8.
// SIGHTLINE_BENCH_EVENTS sets the largest size (default 1,000,000; 10,000,000 makes files of about 1 GB).
#include <benchmark/benchmark.h>
#include <unicode/ucnv.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>

#include "evidence/read_evidence.hpp"
#include "sightline/base/hash.hpp"
#include "sightline/base/rng.hpp"

namespace sightline::evidence {
namespace {

namespace fs = std::filesystem;

std::string as_gb18030(const std::string& utf8) {
  UErrorCode status = U_ZERO_ERROR;
  std::string out(utf8.size() * 2 + 16, '\0');
  const auto size = ucnv_convert("gb18030", "utf-8", out.data(), static_cast<int32_t>(out.size()), utf8.data(),
                                 static_cast<int32_t>(utf8.size()), &status);
  out.resize(static_cast<std::size_t>(size));
  return out;
}

// One complaint: ids, a day, words of a closed list, numbers, a position, and a text in Chinese that hardly repeats.
void append_event(std::size_t i, std::size_t enterprises, Rng& rng, std::string& out) {
  static const char* const words[] = {"购买", "产品", "质量", "不合格", "电动车", "充电器", "发热", "漏水",
                                      "标签", "虚假", "过期", "退货",   "商家",   "拒绝",   "要求", "检查"};
  static const char* const statuses[] = {"accepted", "accepted", "accepted", "refused", "withdrawn", "malicious"};
  char text[160];
  const Date day = Date::from_days(static_cast<std::int32_t>(17'000 + rng.below(2'000)));
  std::snprintf(text, sizeof text, "K%09zu,%s,E%07zu,C%02zu,%s,%zu,%.6f,%.6f,", i, day.to_string().c_str(),
                static_cast<std::size_t>(rng.below(enterprises)), static_cast<std::size_t>(rng.below(25)),
                statuses[rng.below(6)], static_cast<std::size_t>(rng.below(5)), 113 + rng.uniform(),
                37 + rng.uniform());
  out += text;
  for (std::uint64_t k = 3 + rng.below(3); k-- > 0;) out += words[rng.below(16)];
  out += '\n';
}

// A dataset in a folder of its own, made once per size and encoding and removed at exit.
class City {
 public:
  City(std::size_t events, bool gb) {
    const std::size_t enterprises = std::max<std::size_t>(2'000, events / 10);
    folder_ = fs::temp_directory_path() /
              ("sightline-bench-" + std::to_string(::getpid()) + "-" + std::to_string(events) + (gb ? "g" : "u"));
    fs::create_directories(folder_);
    std::ofstream shops(folder_ / "enterprises.csv"), complaints(folder_ / "complaints.csv", std::ios::binary);
    shops << "enterprise_id,district,opened_on\n";
    char row[64];
    for (std::size_t i = 0; i < enterprises; ++i) {
      std::snprintf(row, sizeof row, "E%07zu,D%zu,2010-01-%02zu\n", i, i % 12, 1 + i % 28);
      shops << row;
    }
    Rng rng(1);
    std::string out = "complaint_id,date,enterprise_id,category_id,status,severity,longitude,latitude,text\n";
    for (std::size_t i = 0; i < events; ++i) {
      append_event(i, enterprises, rng, out);
      if (out.size() < (1u << 20) && i + 1 < events) continue;
      complaints << (gb ? as_gb18030(out) : out);
      out.clear();
    }
    std::ofstream(folder_ / "dataset.yaml")
        << "dataset: sightline.dataset/1\ntables:\n  complaints: {file: complaints.csv, encoding: "
        << (gb ? "gb18030" : "utf-8") << "}\n";
  }
  City(const City&) = delete;
  City& operator=(const City&) = delete;
  ~City() { fs::remove_all(folder_); }

  static const City& of(const benchmark::State& state) {
    static std::map<std::pair<std::int64_t, std::int64_t>, std::unique_ptr<City>> cities;
    auto& city = cities[{state.range(0), state.range(1)}];
    if (!city) city = std::make_unique<City>(static_cast<std::size_t>(state.range(0)), state.range(1) == 1);
    return *city;
  }
  [[nodiscard]] std::string folder() const { return folder_.string(); }
  [[nodiscard]] std::string events() const { return (folder_ / "complaints.csv").string(); }
  [[nodiscard]] std::int64_t bytes() const {
    return static_cast<std::int64_t>(fs::file_size(folder_ / "complaints.csv"));
  }
  [[nodiscard]] std::int64_t all_bytes() const {
    return bytes() + static_cast<std::int64_t>(fs::file_size(folder_ / "enterprises.csv"));
  }

 private:
  fs::path folder_;
};

void read_raw(benchmark::State& state) {
  const City& city = City::of(state);
  for (auto _ : state) {
    const FileBytes file(city.events());
    const std::string_view bytes = file.content();
    std::uint64_t sum = 0;
    for (std::size_t at = 0; at + 8 <= bytes.size(); at += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, bytes.data() + at, 8);
      sum += word;
    }
    benchmark::DoNotOptimize(sum);
  }
  state.SetBytesProcessed(state.iterations() * city.bytes());
}

void hash_file(benchmark::State& state) {
  const City& city = City::of(state);
  const FileBytes file(city.events());
  for (auto _ : state) benchmark::DoNotOptimize(sha256(file.stored()));
  state.SetBytesProcessed(state.iterations() * city.bytes());
}

// Structural index and fields, on all cores; the file is in memory.
void split_fields(benchmark::State& state) {
  const City& city = City::of(state);
  const FileBytes file(city.events());
  const std::string_view text = file.content();
  const MarkFinder& finder = state.range(2) == 1 ? best_finder() : scalar_finder();
  std::atomic<std::uint64_t> fields{0};
  for (auto _ : state) {
    const auto chunks = split_text(finder, text, ',', 0, 1, 1 << 20, Run{});
    parallel_chunks(Run{}, chunks.size(), 1, [&](std::size_t i, std::size_t, std::size_t) {
      RecordReader records(finder, text, ',', chunks[i].begin, chunks[i].line);
      Record record;
      std::uint64_t count = 0;
      while (records.position() <= chunks[i].end && records.next(record)) count += record.fields.size();
      fields += count;
    });
  }
  state.SetBytesProcessed(state.iterations() * city.bytes());
  state.counters["fields"] = static_cast<double>(fields) / static_cast<double>(state.iterations());
  state.SetLabel(finder.name);
}

// Typed columns of every chunk, texts interned per chunk: parsing alone.
void parse_columns(benchmark::State& state) {
  const City& city = City::of(state);
  const Gb18030 table;
  const bool gb = state.range(1) == 1;
  TableSource source;
  source.rule = *find_contract("complaints");
  source.encoding = gb ? Encoding::gb18030 : Encoding::utf8;
  const LoadedFile file{{city.events(), "complaints.csv"}, FileBytes(city.events()), ""};
  const SourceText text{&best_finder(), file.text(), ',', source.encoding, &table, 0};
  std::atomic<std::uint64_t> rows{0};
  for (auto _ : state) {
    TableDraft draft;
    const FileBinding binding = bind_header(source, file, text, draft);
    const auto chunks =
        split_text(best_finder(), text.bytes, ',', binding.data_begin, binding.data_line, 1 << 20, Run{});
    parallel_chunks(Run{}, chunks.size(), 1, [&](std::size_t i, std::size_t, std::size_t) {
      thread_local ChunkRows chunk;
      read_chunk(text, chunks[i], binding.columns, binding.field_count, chunk);
      rows += chunk.rows;
    });
  }
  state.SetBytesProcessed(state.iterations() * city.bytes());
  state.counters["rows"] = static_cast<double>(rows) / static_cast<double>(state.iterations());
}

double peak_memory_bytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return 1024 * std::strtod(line.c_str() + 6, nullptr);
  return 0;
}

void read_whole(benchmark::State& state) {
  const City& city = City::of(state);
  std::uint64_t rows = 0;
  for (auto _ : state) {
    const Evidence evidence = read_evidence(city.folder());
    rows = evidence.find("complaints")->rows;
  }
  state.SetBytesProcessed(state.iterations() * city.all_bytes());
  state.counters["rows"] = static_cast<double>(rows);
  // of the whole process: tells the memory per byte of file when this benchmark runs alone (--benchmark_filter)
  state.counters["peak_per_byte"] = peak_memory_bytes() / static_cast<double>(city.all_bytes());
}

void decades(benchmark::internal::Benchmark* bench) {
  const char* const largest = std::getenv("SIGHTLINE_BENCH_EVENTS");
  const std::int64_t most = largest != nullptr ? std::atoll(largest) : 1'000'000;
  for (std::int64_t events = 1'000; events <= most; events *= 10)
    for (const std::int64_t gb : {0, 1}) bench->Args({events, gb, 1});
  bench->ArgNames({"events", "gb18030", "simd"})->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
}

BENCHMARK(read_raw)->Apply(decades);
BENCHMARK(hash_file)->Apply(decades);
BENCHMARK(split_fields)->Apply(decades);
BENCHMARK(split_fields)
    ->Args({100'000, 0, 0})
    ->Args({100'000, 1, 0})
    ->UseRealTime()
    ->MeasureProcessCPUTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(parse_columns)->Apply(decades);
BENCHMARK(read_whole)->Apply(decades);

}  // namespace
}  // namespace sightline::evidence
