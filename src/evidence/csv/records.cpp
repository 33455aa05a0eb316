#include "evidence/csv/records.hpp"

#include <algorithm>
#include <array>

namespace sightline::evidence {

RecordReader::RecordReader(const MarkFinder& finder, std::string_view bytes, char delimiter, std::size_t begin,
                           std::uint64_t line)
    : marks_(finder, bytes, delimiter, begin), bytes_(bytes), at_(begin), line_(line), delimiter_(delimiter) {}

// A field from its opening quote on. Returns the mark that ends it (delimiter, line feed or the end of the text).
std::size_t RecordReader::read_quoted(Field& field, Record& record) {
  const std::size_t open = marks_.next();  // the opening quote itself
  const std::size_t size = bytes_.size();
  field = {{}, true, false};
  std::size_t mark = 0;
  for (;;) {
    mark = marks_.next();
    if (mark == size) {
      record.open_quote = true;
      field.text = bytes_.substr(open + 1);
      return size;
    }
    if (bytes_[mark] == '\n') ++line_;
    if (bytes_[mark] != '"') continue;
    if (mark + 1 == size || bytes_[mark + 1] != '"') break;
    field.doubled = true;
    (void)marks_.next();
  }
  field.text = bytes_.substr(open + 1, mark - open - 1);
  const std::size_t close = mark;
  do mark = marks_.next();
  while (mark < size && bytes_[mark] == '"');
  const std::string_view behind = bytes_.substr(close + 1, mark - close - 1);
  const bool line_end = mark == size || bytes_[mark] == '\n';
  if (!behind.empty() && !(line_end && behind == "\r")) record.misplaced_quote = true;
  return mark;
}

std::size_t RecordReader::read_plain(Field& field) {
  std::size_t mark = marks_.next();
  while (mark < bytes_.size() && bytes_[mark] == '"') mark = marks_.next();
  field = {bytes_.substr(at_, mark - at_), false, false};
  if ((mark == bytes_.size() || bytes_[mark] == '\n') && !field.text.empty() && field.text.back() == '\r')
    field.text.remove_suffix(1);
  return mark;
}

bool RecordReader::next(Record& record) {
  const std::size_t size = bytes_.size();
  while (at_ < size) {
    fields_.clear();
    record = Record{};
    record.begin = at_;
    record.line = line_;
    std::size_t mark = 0;
    for (bool more = true; more;) {
      Field& field = fields_.emplace_back();
      mark = at_ < size && bytes_[at_] == '"' ? read_quoted(field, record) : read_plain(field);
      more = mark < size && bytes_[mark] == delimiter_;
      at_ = mark < size ? mark + 1 : size;
    }
    if (mark < size) ++line_;
    record.end = mark > record.begin && bytes_[mark - 1] == '\r' ? mark - 1 : mark;
    record.fields = fields_;
    if (fields_.size() > 1 || fields_[0].quoted || !fields_[0].text.empty()) return true;
  }
  return false;
}

const std::size_t* RecordReader::next_plain(std::size_t fields) {
  if (fields < 2 || fields > MarkStream::most_ahead) return nullptr;  // a lone empty field may be a blank line
  const std::size_t* ends = marks_.ahead(fields);
  if (ends == nullptr) return nullptr;
  bool plain = bytes_[ends[fields - 1]] == '\n';
  for (std::size_t i = 0; i + 1 < fields; ++i) plain &= bytes_[ends[i]] == delimiter_;
  if (!plain) return nullptr;
  marks_.take(fields);
  at_ = ends[fields - 1] + 1;
  ++line_;
  return ends;
}

namespace {

// What a chunk does to the question "within quotes?", asked at its start: answers for no and yes.
struct Transition {
  std::array<bool, 2> inside{false, true};
  Census census;
};

bool ends_inside(std::string_view bytes, char delimiter, std::size_t begin, std::size_t end, bool inside) {
  for (std::size_t at = begin; at < end;) {
    const std::size_t quote = bytes.substr(0, end).find('"', at);
    if (quote == std::string_view::npos) return inside;
    at = quote + 1;
    if (!inside) {
      inside = quote == 0 || bytes[quote - 1] == delimiter || bytes[quote - 1] == '\n';
    } else if (at < bytes.size() && bytes[at] == '"') {
      ++at;
    } else {
      inside = false;
    }
  }
  return inside;
}

// Moves a chunk's begin to the first record that it owns: behind the first line feed that is not within quotes.
void align(const MarkFinder& finder, std::string_view bytes, char delimiter, bool inside, TextChunk& chunk) {
  MarkStream marks(finder, bytes, delimiter, chunk.begin);
  for (std::size_t mark = marks.next(); mark < chunk.end; mark = marks.next()) {
    const char sign = bytes[mark];
    if (sign == '\n') ++chunk.line;
    if (sign == '\n' && !inside) {
      chunk.begin = mark + 1;
      return;
    }
    if (sign != '"') continue;
    if (!inside) {
      inside = bytes[mark - 1] == delimiter || bytes[mark - 1] == '\n';
    } else if (mark + 1 < bytes.size() && bytes[mark + 1] == '"') {
      mark = marks.next();
    } else {
      inside = false;
    }
  }
  chunk.begin = bytes.size();  // owns none
}

}  // namespace

std::vector<TextChunk> split_text(const MarkFinder& finder, std::string_view bytes, char delimiter, std::size_t begin,
                                  std::uint64_t line, std::size_t chunk_bytes, const Run& run) {
  std::vector<TextChunk> chunks;
  for (std::size_t at = begin; at < bytes.size();) {
    std::size_t end = std::min(at + chunk_bytes, bytes.size());
    while (end < bytes.size() && (bytes[end - 1] == '"' || bytes[end] == '"')) ++end;  // never between two quotes
    TextChunk& chunk = chunks.emplace_back();
    chunk.begin = at;
    chunk.end = end;
    at = end;
  }
  std::vector<Transition> transitions(chunks.size());
  parallel_chunks(run, chunks.size(), 1, [&](std::size_t i, std::size_t, std::size_t) {
    Transition& transition = transitions[i];
    const TextChunk& chunk = chunks[i];
    transition.census = take_census(finder, bytes.substr(chunk.begin, chunk.end - chunk.begin));
    if (!transition.census.quotes) return;
    transition.inside = {ends_inside(bytes, delimiter, chunk.begin, chunk.end, false),
                         ends_inside(bytes, delimiter, chunk.begin, chunk.end, true)};
  });
  std::vector<bool> inside(chunks.size(), false);
  bool now = false;
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    inside[i] = now;
    chunks[i].line = line;
    now = transitions[i].inside[now ? 1 : 0];
    line += transitions[i].census.line_feeds;
  }
  for (std::size_t i = 1; i < chunks.size(); ++i) align(finder, bytes, delimiter, inside[i], chunks[i]);
  for (std::size_t i = chunks.size(), stop = bytes.size(); i-- > 0;) {
    chunks[i].stop = stop;
    if (chunks[i].begin < bytes.size()) stop = chunks[i].begin;
    for (std::size_t j = i; j < chunks.size() && (j == i || chunks[j - 1].end < chunks[i].stop); ++j) {
      chunks[i].beyond_ascii |= transitions[j].census.beyond_ascii;
      chunks[i].zero_bytes |= transitions[j].census.zero_bytes;
    }
  }
  std::erase_if(chunks, [&](const TextChunk& chunk) { return chunk.begin >= bytes.size(); });
  return chunks;
}

}  // namespace sightline::evidence
