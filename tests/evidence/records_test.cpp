#include "evidence/csv/records.hpp"

#include <gtest/gtest.h>

#include "sightline/base/rng.hpp"

namespace sightline::evidence {
namespace {

struct Seen {
  std::size_t begin, end;
  std::uint64_t line;
  std::vector<std::string> fields;
  bool misplaced, open;
  bool operator==(const Seen&) const = default;
};

std::string content(const Field& field) {
  std::string text;
  for (std::size_t i = 0; i < field.text.size(); ++i) {
    text += field.text[i];
    if (field.doubled && field.text[i] == '"') ++i;
  }
  return text;
}

std::vector<Seen> read_in_chunks(const std::string& text, std::size_t chunk_bytes, const MarkFinder& finder,
                                 int threads = 1) {
  std::vector<Seen> seen;
  for (const TextChunk& chunk :
       split_text(finder, text, ',', 0, 1, chunk_bytes, Run{.threads = threads, .progress = {}})) {
    RecordReader reader(finder, text, ',', chunk.begin, chunk.line);
    Record record;
    while (reader.position() <= chunk.end && reader.next(record)) {
      if (record.begin > chunk.end) break;
      Seen one{record.begin, record.end, record.line, {}, record.misplaced_quote, record.open_quote};
      for (const Field& field : record.fields) one.fields.push_back(content(field));
      seen.push_back(one);
    }
  }
  return seen;
}

// The grammar, sign by sign.
std::vector<Seen> read_slowly(const std::string& text) {
  enum class At { field_start, plain, quoted, behind_quote };
  std::vector<Seen> all;
  std::size_t at = 0;
  std::uint64_t line = 1;
  while (at < text.size()) {
    Seen one{at, 0, line, {""}, false, false};
    bool any_quoted = false;
    At state = At::field_start;
    std::size_t cr = 0;  // carriage returns that may belong to the line end
    for (; at < text.size(); ++at) {
      const char c = text[at];
      if (c == '\n') ++line;
      if (state == At::quoted) {
        if (c != '"') {
          one.fields.back() += c;
        } else if (at + 1 < text.size() && text[at + 1] == '"') {
          one.fields.back() += text[++at];
        } else {
          state = At::behind_quote;
          cr = 0;
        }
        continue;
      }
      if (c == '\n') break;
      if (c == ',') {
        if (state == At::behind_quote && cr > 0) one.misplaced = true;
        one.fields.emplace_back();
        state = At::field_start;
        cr = 0;
      } else if (c == '"' && state == At::field_start) {
        state = At::quoted;
        any_quoted = true;
      } else if (state == At::behind_quote) {
        if (c == '\r' && cr == 0)
          cr = 1;
        else
          one.misplaced = true;
      } else {
        state = At::plain;
        one.fields.back() += c;
      }
    }
    one.open = state == At::quoted;
    one.end = at;
    const bool cut = one.end > one.begin && text[one.end - 1] == '\r';
    if (cut) --one.end;
    if (cut && (state == At::plain) && !one.fields.back().empty()) one.fields.back().pop_back();
    if (at < text.size()) ++at;
    if (one.fields.size() > 1 || any_quoted || !one.fields[0].empty()) all.push_back(one);
  }
  return all;
}

std::vector<std::vector<std::string>> fields_of(const std::string& text) {
  std::vector<std::vector<std::string>> fields;
  for (const Seen& one : read_in_chunks(text, 1 << 20, best_finder())) fields.push_back(one.fields);
  return fields;
}

using Rows = std::vector<std::vector<std::string>>;

TEST(RecordReader, ReadsQuotedFieldsWithDelimitersLineEndsAndDoubledQuotes) {
  EXPECT_EQ(fields_of("a,\"b,c\",\"d\ne\",\"say \"\"x\"\"\"\n1,2,3,4"),
            (Rows{{"a", "b,c", "d\ne", "say \"x\""}, {"1", "2", "3", "4"}}));
}

TEST(RecordReader, TakesLfAndCrlfAndALastLineWithoutEnd) {
  EXPECT_EQ(fields_of("a,b\r\n\"c\",\"d\"\r\ne,f"), (Rows{{"a", "b"}, {"c", "d"}, {"e", "f"}}));
  EXPECT_EQ(fields_of("a,\r\n,b\n"), (Rows{{"a", ""}, {"", "b"}}));
}

TEST(RecordReader, LeavesOutBlankLinesButNotEmptyQuotedOnes) {
  EXPECT_EQ(fields_of("\n\r\na\n\n\"\"\n"), (Rows{{"a"}, {""}}));
}

TEST(RecordReader, TakesAQuoteInsideAPlainFieldAsItStands) {
  EXPECT_EQ(fields_of("5\" pipe,x\ny,z"), (Rows{{"5\" pipe", "x"}, {"y", "z"}}));
}

TEST(RecordReader, MarksTextBehindAClosingQuoteAndAQuoteThatIsNeverClosed) {
  const auto misplaced = read_in_chunks("\"a\"b,c\nd,e\n", 1 << 20, best_finder());
  ASSERT_EQ(misplaced.size(), 2u);
  EXPECT_TRUE(misplaced[0].misplaced);
  EXPECT_FALSE(misplaced[1].misplaced);
  const auto open = read_in_chunks("a,b\nc,\"d\ne,f\n", 1 << 20, best_finder());
  ASSERT_EQ(open.size(), 2u);
  EXPECT_TRUE(open[1].open);
  EXPECT_EQ(open[1].line, 2u);
}

TEST(RecordReader, CountsPhysicalLines) {
  const auto seen = read_in_chunks("a\n\"b\nc\"\n\nd\n", 1 << 20, best_finder());
  ASSERT_EQ(seen.size(), 3u);
  EXPECT_EQ(seen[1].line, 2u);
  EXPECT_EQ(seen[2].line, 5u);
}

TEST(SplitText, GivesTheRecordsOfTheSlowReaderForEveryChunkSize) {
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    Rng rng(seed);
    std::string text;
    const std::size_t size = rng.below(200);
    const std::uint64_t quotes = 1 + rng.below(4);  // from few to very many
    while (text.size() < size) {
      const std::uint64_t dice = rng.below(12);
      text += dice < quotes ? '"'
              : dice < 6    ? ','
              : dice < 8    ? '\n'
              : dice < 9    ? '\r'
                            : static_cast<char>('a' + rng.below(3));
    }
    const std::vector<Seen> slow = read_slowly(text);
    for (const std::size_t chunk : {1u, 2u, 3u, 7u, 64u, 65u, 1000u})
      for (const MarkFinder* finder : {&scalar_finder(), &best_finder()})
        ASSERT_EQ(read_in_chunks(text, chunk, *finder), slow)
            << "seed " << seed << ", chunks of " << chunk << " bytes, " << finder->name << "\n"
            << text;
  }
}

TEST(SplitText, IsTheSameForAnyNumberOfThreads) {
  std::string text;
  for (int row = 0; row < 3000; ++row) text += std::to_string(row) + ",\"x\ny\",\"\"\"" + std::to_string(row) + "\"\n";
  EXPECT_EQ(read_in_chunks(text, 997, best_finder(), 1), read_in_chunks(text, 997, best_finder(), 4));
}

}  // namespace
}  // namespace sightline::evidence
