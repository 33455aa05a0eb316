#include "matching/text/name_parts.hpp"

#include <algorithm>
#include <array>

#include "matching/text/fold.hpp"
#include "matching/text/regions.hpp"

namespace sightline::matching {
namespace {

constexpr std::size_t nowhere = std::u32string_view::npos;

struct FormWord {
  std::u32string_view text;
  LegalForm form;
};
// Longest first among those with a common end.
constexpr std::array<FormWord, 21> forms{
    {{U"股份有限责任公司", LegalForm::stock}, {U"股份有限公司", LegalForm::stock},
     {U"有限责任公司", LegalForm::limited},   {U"股份公司", LegalForm::stock},
     {U"有限公司", LegalForm::limited},       {U"责任公司", LegalForm::limited},
     {U"总公司", LegalForm::limited},         {U"公司", LegalForm::limited},
     {U"股份有限", LegalForm::stock},         {U"股份", LegalForm::stock},
     {U"有限", LegalForm::limited},           {U"个体工商户", LegalForm::sole_trader},
     {U"个体经营", LegalForm::sole_trader},   {U"个体户", LegalForm::sole_trader},
     {U"个体", LegalForm::sole_trader},       {U"农民专业合作社", LegalForm::cooperative},
     {U"专业合作社", LegalForm::cooperative}, {U"合作社", LegalForm::cooperative},
     {U"普通合伙", LegalForm::partnership},   {U"有限合伙", LegalForm::partnership},
     {U"合伙企业", LegalForm::partnership}}};
constexpr std::array<std::u32string_view, 10> latin_forms{U"inc",         U"llc",     U"ltd",     U"co",  U"corp",
                                                          U"corporation", U"company", U"limited", U"plc", U"llp"};
constexpr std::array<std::u32string_view, 16> branch_words{
    U"分公司", U"子公司", U"营业部", U"办事处", U"门市部", U"经营部", U"专卖店", U"旗舰店",
    U"分店",   U"分厂",   U"分行",   U"支行",   U"分院",   U"支公司", U"专柜",   U"店"};
// Words that end in 店 and name no branch.
constexpr std::u32string_view shop_kinds = U"酒饭书商药面饼鞋花肉米油烟粮茶餐夜";

std::u32string_view trimmed(std::u32string_view text) {
  while (!text.empty() && (text.front() == U' ' || text.front() == U'-')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == U' ' || text.back() == U'-')) text.remove_suffix(1);
  return text;
}

// Length of the branch word at the end; 0 when there is none. plain_shop: 店 alone counts, too.
std::size_t branch_word(std::u32string_view text, bool plain_shop) {
  for (const std::u32string_view word : branch_words) {
    if (!text.ends_with(word)) continue;
    if (word != U"店") return word.size();
    const bool kind = text.size() > 1 && shop_kinds.find(text[text.size() - 2]) != nowhere;
    return plain_shop && !kind ? 1 : 0;
  }
  return 0;
}

// 第三, 3号 and 三 as 3: branches are numbered in many ways.
std::u32string branch_name(std::u32string_view text) {
  constexpr std::u32string_view numerals = U"零一二三四五六七八九";
  text = trimmed(text);
  if (text.starts_with(U"第")) text.remove_prefix(1);
  if (text.ends_with(U"号")) text.remove_suffix(1);
  std::u32string out;
  for (const char32_t c : text)
    if (c != U' ' && c != U'-') out += c;
  if (out.size() == 1)
    if (const std::size_t value = numerals.find(out[0]); value != nowhere) out[0] = U'0' + static_cast<char32_t>(value);
  if (out.size() > 2 && (out.ends_with(U"市") || out.ends_with(U"县") || out.ends_with(U"区"))) out.pop_back();
  return out;
}

class Splitter {
 public:
  Splitter(std::u32string_view folded, NameParts& parts) : parts_(parts), text_(folded) { parts_ = NameParts{}; }

  void split() {
    take_brackets();
    take_branch();
    take_forms();
    take_branch_at_the_end();
    take_regions();
    parts_.core = std::u32string(trimmed(rest_));
  }

 private:
  void set_region(const Region& region) {
    if (region.province == 0) return;
    if (parts_.province == 0 || (parts_.province == region.province && parts_.city == 0)) {
      parts_.province = region.province;
      parts_.city = region.city;
    }
  }

  // What stands in brackets is a region, a legal form, a branch or part of the name.
  void take_brackets() {
    for (std::size_t i = 0; i < text_.size();) {
      const std::size_t close = text_[i] == U'(' ? text_.find(U')', i) : nowhere;
      if (close == nowhere) {
        if (text_[i] != U')' && text_[i] != U'(') line_ += text_[i];
        ++i;
        continue;
      }
      const std::u32string_view inside = trimmed(text_.substr(i + 1, close - i - 1));
      i = close + 1;
      if (!is_form(inside) && !is_region(inside) && !is_branch(inside)) keep(inside);
    }
    rest_ = line_;
  }
  void keep(std::u32string_view inside) {
    const bool words = !inside.empty() && is_letter(inside[0]);
    if (words) line_ += U' ';
    line_ += inside;
    if (words) line_ += U' ';
  }
  bool is_form(std::u32string_view inside) {
    for (const FormWord& word : forms)
      if (inside == word.text) {
        if (parts_.legal == LegalForm::none) parts_.legal = word.form;
        return true;
      }
    return false;
  }
  bool is_region(std::u32string_view inside) {
    std::size_t read = 0;
    for (int level = 0; level < 2; ++level) {
      const Region region = region_at(inside.substr(read), false);
      if (region.length == 0 || region.country) break;
      set_region(region);
      read += region.length;
    }
    return read > 0 && read == inside.size();
  }
  bool is_branch(std::u32string_view inside) {
    const std::size_t word = branch_word(inside, true);
    if (word == 0 || word == inside.size() || line_.empty()) return false;
    parts_.branch = branch_name(inside.substr(0, inside.size() - word));
    return true;
  }

  // ...有限公司北京分公司, ... - 万达店, ... #12
  void take_branch() {
    if (!parts_.branch.empty()) return;
    if (const std::size_t mark = rest_.rfind(U'#'); mark != nowhere && mark > 0 && mark + 1 < rest_.size()) {
      parts_.branch = branch_name(rest_.substr(mark + 1));
      rest_ = rest_.substr(0, mark);
      return;
    }
    std::size_t behind = nowhere;
    if (const std::size_t company = rest_.rfind(U"公司", rest_.size() - std::min<std::size_t>(rest_.size(), 3));
        company != nowhere)
      behind = company + 2;
    else if (const std::size_t gap = rest_.find_last_of(U"- "); gap != nowhere && gap > 1)
      behind = gap + 1;
    if (behind == nowhere || behind >= rest_.size()) return;
    const std::u32string_view part = trimmed(rest_.substr(behind));
    const std::size_t word = branch_word(part, true);
    if (word == 0 || word >= part.size()) return;
    parts_.branch = branch_name(part.substr(0, part.size() - word));
    rest_ = trimmed(rest_.substr(0, behind));
  }

  // ...北京分公司, ...第三分店 without a legal form before it.
  void take_branch_at_the_end() {
    if (!parts_.branch.empty()) return;
    const std::size_t word = branch_word(rest_, false);
    if (word == 0 || rest_.size() < word + 4) return;
    const std::u32string_view before = rest_.substr(0, rest_.size() - word);
    std::size_t begin = before.size() - 2;
    for (std::size_t length = 2; length <= 4 && length + 2 <= before.size(); ++length)
      if (region_at(before.substr(before.size() - length), false).length == length) begin = before.size() - length;
    if (const std::size_t mark = before.rfind(U"第"); mark != nowhere && mark >= 2 && mark + 4 >= before.size())
      begin = mark;
    parts_.branch = branch_name(before.substr(begin));
    rest_ = before.substr(0, begin);
  }

  void take_forms() {
    for (bool more = true; more;) {
      more = false;
      rest_ = trimmed(rest_);
      for (const FormWord& word : forms) {
        if (!rest_.ends_with(word.text) || rest_.size() < word.text.size() + 2) continue;
        rest_ = trimmed(rest_.substr(0, rest_.size() - word.text.size()));
        if (parts_.legal == LegalForm::none) parts_.legal = word.form;
        more = true;
        break;
      }
      std::size_t begin = rest_.size();
      while (begin > 0 && (is_letter(rest_[begin - 1]) || rest_[begin - 1] == U'.')) --begin;
      std::u32string_view last = rest_.substr(begin);
      if (!last.empty() && last.back() == U'.') last.remove_suffix(1);
      if (begin == 0 || std::find(latin_forms.begin(), latin_forms.end(), last) == latin_forms.end()) continue;
      rest_ = trimmed(rest_.substr(0, begin));
      while (!rest_.empty() && (rest_.back() == U',' || rest_.back() == U' ')) rest_.remove_suffix(1);
      if (parts_.legal == LegalForm::none) parts_.legal = LegalForm::limited;
      more = true;
    }
  }

  void take_regions() {
    const std::u32string_view whole = rest_;
    for (int level = 0; level < 3 && rest_.size() > 2; ++level) {
      const Region region = region_at(rest_, level == 0);
      if (region.length == 0 || region.country || region.length + 2 > rest_.size()) break;
      if (level > 0 && (region.province != parts_.province || parts_.city != 0)) break;  // a brand: 太原市安顺建材
      set_region(region);
      if (region.short_form) {
        parts_.short_form = true;
        return;
      }
      parts_.region += region_name(region.province, region.city);
      rest_ = trimmed(rest_.substr(region.length));
    }
    const std::size_t county = county_at(rest_, rest_.size() < whole.size());
    if (county == 0 || county + 2 > rest_.size()) return;
    parts_.county = std::u32string(rest_.substr(0, county));
    rest_ = trimmed(rest_.substr(county));
  }

  NameParts& parts_;
  std::u32string_view text_, rest_;
  std::u32string line_;  // the text without its brackets
};

}  // namespace

void split_name(std::u32string_view folded, NameParts& parts) { Splitter(folded, parts).split(); }

}  // namespace sightline::matching
