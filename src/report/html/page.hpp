// page.hpp: writes HTML so that no text from data can become markup.
//
// Markup   only literals of our own sources: a Literal is made while compiling, so a text that comes from data cannot be one.
// Texts    everything else passes through escaped(), the one place that knows what HTML would misread.
// Words    by their key in the catalogue (words.hpp), always in both languages; the page shows one of them.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "report/html/words.hpp"
#include "sightline/base/money.hpp"

namespace sightline::html {

// A text for element content or a quoted attribute. & < > " ' ` become references; what is no UTF-8, control characters, bytes
// that change the direction of writing and non-characters become U+FFFD; line breaks and tabs become blanks.
[[nodiscard]] std::string escaped(std::string_view text);

struct Literal {
  std::string_view text;
  template <std::size_t N>
  consteval Literal(const char (&literal)[N]) : text(literal, N - 1) {}
};

// The style and the script: literals too, too long to stand where they are written.
struct Asset {
  std::string_view text;
  template <std::size_t N>
  explicit consteval Asset(const char (&literal)[N]) : text(literal, N - 1) {}
};

// What stands for {0} or {1} of a pattern, in each language.
struct Value {
  std::string english, chinese;
  Value(std::string both) : english(both), chinese(std::move(both)) {}
  Value(const Entry& entry) : english(entry.english), chinese(entry.chinese) {}
};

class Page {
 public:
  explicit Page(Language language) : language_(language) {}
  Page& markup(Literal literal);
  Page& text(std::string_view data);
  Page& attribute(Literal name, std::string_view data);  // ` name="data"`
  Page& word(Word word, std::initializer_list<Value> values = {}) { return entry(word.entry(), values); }
  Page& entry(const Entry& entry, std::initializer_list<Value> values = {});
  // A text of ours that reached us as English, in both languages when the catalogue knows it, else as it stands.
  Page& known(std::string_view english);
  Page& own(Asset asset);
  Page& one_language(Word word);  // in the page's default language alone: where no element can stand (title, option)

  [[nodiscard]] Language language() const { return language_; }
  [[nodiscard]] std::size_t size() const { return buffer_.size(); }
  [[nodiscard]] std::string take() { return std::move(buffer_); }

 private:
  void filled(std::string_view pattern, std::initializer_list<Value> values, std::string Value::* language);
  std::string buffer_;
  Language language_;
};

// Numbers for people; no locale is asked. NaN and infinity print as a dash.
[[nodiscard]] std::string plain(double value, int decimals);    // 1,234.5
[[nodiscard]] std::string percent(double share, int decimals);  // 8.8%
[[nodiscard]] std::string significant(double value);            // three significant digits, never a power of ten
[[nodiscard]] std::string amount(Money value);                  // 430,274.00; a dash when it is missing
[[nodiscard]] std::string whole(std::size_t value);             // 3,049

}  // namespace sightline::html
