#include "matching/text/fold.hpp"

#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>

#include <memory>

#include "sightline/base/error.hpp"

namespace sightline::matching {
namespace {

constexpr std::size_t plane = 0x10000;
constexpr char32_t several = 0x8000'0000u;

char32_t plain_sign(char32_t c) {
  switch (c) {
    case U'[':
    case U'{':
    case U'<':
    case U'【':
    case U'〔':
    case U'〈':
    case U'《':
    case U'「':
    case U'『': return U'(';
    case U']':
    case U'}':
    case U'>':
    case U'】':
    case U'〕':
    case U'〉':
    case U'》':
    case U'」':
    case U'』': return U')';
    case U'·':
    case U'•':
    case U'・':
    case U'‧':
    case U'—':
    case U'–':
    case U'−':
    case U'‐':
    case U'_':
    case U'/': return U'-';
    case U'’':
    case U'‘':
    case U'`':
    case U'´': return U'\'';
    default: return u_isUWhiteSpace(static_cast<UChar32>(c)) ? U' ' : c;
  }
}

bool in_use(UChar32 c) { return u_isdefined(c) && u_charType(c) != U_SURROGATE && u_charType(c) != U_CONTROL_CHAR; }

// Simplified forms of all ideographs of the basic plane, in one call: a transliterator is slow per text, not per
// character.
std::vector<char32_t> simplified_forms() {
  std::vector<char32_t> forms(plane, 0);
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::Transliterator> simplify(
      icu::Transliterator::createInstance("Traditional-Simplified", UTRANS_FORWARD, status));
  if (U_FAILURE(status)) throw Error(ErrorCode::bug, "ICU has no table of simplified characters");
  icu::UnicodeString text;
  for (UChar32 c = 0x3400; c < 0xA000; ++c)
    if (in_use(c)) text.append(c).append(u'\n');
  icu::UnicodeString folded = text;
  simplify->transliterate(folded);
  std::int32_t at = 0;
  for (std::int32_t i = 0; i + 1 < text.length(); i += 2) {
    const std::int32_t end = folded.indexOf(u'\n', at);
    if (end == at + 1) forms[text[i]] = folded[at];
    at = end + 1;
  }
  return forms;
}

}  // namespace

Folder::Folder() : one_(plane, 0) {
  const std::vector<char32_t> simplified = simplified_forms();
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* normal = icu::Normalizer2::getNFKCCasefoldInstance(status);
  if (U_FAILURE(status)) throw Error(ErrorCode::bug, "ICU has no compatibility forms");
  for (std::size_t unit = 0; unit < plane; ++unit) {
    const auto c = static_cast<UChar32>(unit);
    if (u_isUWhiteSpace(c)) one_[unit] = U' ';
    if (!in_use(c)) continue;
    if (is_han(static_cast<char32_t>(c)) && c < 0xA000) {
      one_[unit] = simplified[unit] != 0 ? simplified[unit] : static_cast<char32_t>(c);
      continue;
    }
    const icu::UnicodeString form = normal->normalize(icu::UnicodeString(c), status);
    std::u32string signs;
    for (std::int32_t i = 0; i < form.length(); i = form.moveIndex32(i, 1)) {
      auto sign = static_cast<char32_t>(form.char32At(i));
      if (sign < plane && simplified[sign] != 0) sign = simplified[sign];
      signs += plain_sign(sign);
    }
    if (signs.size() == 1) one_[unit] = signs[0];
    if (signs.size() > 1) {
      one_[unit] = several + static_cast<char32_t>(more_.size());
      more_.push_back(signs);
    }
  }
}

const Folder& Folder::shared() {
  static const Folder folder;
  return folder;
}

void Folder::fold(std::string_view utf8, std::u32string& out) const {
  out.clear();
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(utf8[at]); };
  for (std::size_t i = 0; i < utf8.size();) {
    const unsigned lead = byte(i);
    const std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0;
    bool whole = length > 0 && lead < 0xF5 && i + length <= utf8.size();
    char32_t c = lead < 0x80 ? lead : lead & (0xFFu >> (length + 1));
    for (std::size_t k = 1; whole && k < length; ++k) {
      whole = (byte(i + k) & 0xC0) == 0x80;
      c = (c << 6) | (byte(i + k) & 0x3F);
    }
    i += whole ? length : 1;
    if (!whole || c > 0x10FFFF) continue;
    const char32_t form = c < plane ? one_[c] : c;
    if (form >= several)
      out += more_[form - several];
    else if (form != 0)
      out += form;
  }
}

std::string to_utf8(std::u32string_view text) {
  std::string out;
  for (const char32_t c : text) {
    const auto put = [&](char32_t value) { out += static_cast<char>(static_cast<unsigned char>(value)); };
    if (c < 0x80) {
      put(c);
    } else if (c < 0x800) {
      put(0xC0 | (c >> 6)), put(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
      put(0xE0 | (c >> 12)), put(0x80 | ((c >> 6) & 0x3F)), put(0x80 | (c & 0x3F));
    } else {
      put(0xF0 | (c >> 18)), put(0x80 | ((c >> 12) & 0x3F)), put(0x80 | ((c >> 6) & 0x3F)), put(0x80 | (c & 0x3F));
    }
  }
  return out;
}

}  // namespace sightline::matching
