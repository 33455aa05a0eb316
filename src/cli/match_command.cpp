#include <fmt/format.h>

#include <memory>

#include "cli/commands.hpp"
#include "cli/terminal/session.hpp"
#include "evidence/lists/read_list.hpp"
#include "sightline/methods/matching.hpp"

namespace sightline::cli {
namespace {

struct MatchFlags {
  SharedFlags shared;
  std::string names, entries, out, encoding = "utf-8";
  std::vector<std::string> name_columns, register_columns;  // column=name in the file
  MatchOptions options;
};

evidence::ListOptions list_options(const MatchFlags& flags, const std::vector<std::string>& columns, const char* flag,
                                   const evidence::ListRule& rule, Session& session) {
  evidence::ListOptions options;
  options.encoding = flags.encoding == "gb18030" ? evidence::Encoding::gb18030 : evidence::Encoding::utf8;
  options.max_rejected = flags.shared.max_rejected;
  options.run = session.run();
  for (const std::string& column : columns) {
    const std::size_t sign = column.find('=');
    const std::string to = column.substr(0, sign);
    const bool known = to == rule.id || to == "name" || to == "address" || to == "district";
    if (sign == std::string::npos || sign + 1 == column.size() || !known)
      throw Error(ErrorCode::usage,
                  fmt::format("{} is '{}', must be COLUMN=NAME with COLUMN one of {}, name, address, district", flag,
                              column, rule.id));
    options.columns[to] = column.substr(sign + 1);
  }
  return options;
}

NameTable table_of(const evidence::NamedList& list) { return {list.name, list.address, list.district}; }

// Reads both lists; what is rejected is written even when it is too much.
void read_lists(const MatchFlags& flags, Session& session, OutputFolder& out, evidence::NamedList& names,
                evidence::NamedList& entries) {
  const evidence::ListRule of_names = evidence::names_rule(), of_register = evidence::register_rule();
  std::optional<Error> failure;
  session.stage("read", [&] {
    try {
      evidence::read_list(flags.names, of_names, list_options(flags, flags.name_columns, "--names", of_names, session),
                          names);
      evidence::read_list(flags.entries, of_register,
                          list_options(flags, flags.register_columns, "--register", of_register, session), entries);
    } catch (const Error& error) {
      if (names.rejected.empty() && entries.rejected.empty()) throw;
      failure = error;
    }
    return 0;
  });
  std::vector<Problem> rejected = names.rejected;
  rejected.insert(rejected.end(), entries.rejected.begin(), entries.rejected.end());
  out.add("rejected.csv", to_csv_problems(rejected));
  if (!failure) return;
  out.commit();
  throw Error(failure->code(), failure->what(),
              "read " + out.path() + "/rejected.csv and mend the rows, or allow more of them with --max-rejected");
}

std::string text_of(const Summary& summary, const std::string& out) {
  std::string text;
  for (const Summary::Line& line : summary.lines)
    text += fmt::format("{:<10} {:>12}  {}\n", line.label, line.done,
                        line.asked.empty()  ? line.note
                        : line.note.empty() ? line.asked
                                            : line.asked + ", " + line.note);
  for (const std::string& note : summary.notes) text += "note       " + note + "\n";
  return text + "written    " + out + "/matches.csv\n";
}

int match(const MatchFlags& flags) {
  Session session("match", flags.shared);
  OutputFolder out(flags.out);
  evidence::NamedList names, entries;
  read_lists(flags, session, out, names, entries);
  const NameTable of_names = table_of(names), of_register = table_of(entries);
  MatchOptions options = flags.options;
  options.candidates = std::max(options.candidates, options.best);
  options.run = session.run();
  Matches matches = session.stage("match", [&] { return match_names(of_names, of_register, options); });
  for (const evidence::NamedList* list : {&names, &entries}) {
    matches.summary.notes.insert(matches.summary.notes.end(), list->notes.begin(), list->notes.end());
    if (list->account.rejected > 0)
      matches.summary.notes.push_back(fmt::format("{} of {} rows of {} are rejected: see rejected.csv",
                                                  list->account.rejected, list->account.read,
                                                  list == &names ? flags.names : flags.entries));
  }
  matches.summary.inputs = {{flags.names, names.hash}, {flags.entries, entries.hash}};
  out.add("matches.csv", to_csv_matches(matches, names.id, of_names, entries.id, of_register));
  out.add("weights.csv", to_csv_weights(matches));
  session.write(out);
  const Summary summary = session.summary(matches.summary, {}, false);
  session.answer(summary, text_of(summary, out.path()), {{"out", flags.out}});
  return 0;
}

}  // namespace

Verb match_verb(CLI::App& program) {
  const auto flags = std::make_shared<MatchFlags>();
  CLI::App* app = program.add_subcommand("match", "find whom free-text names mean in a register");
  app->add_option("NAMES", flags->names, "names to be matched: name_id, name, address, district (CSV; name is needed)")
      ->required();
  app->add_option("REGISTER", flags->entries,
                  "the register: enterprise_id, name, address, district (CSV; name is needed)")
      ->required();
  app->add_option("--out", flags->out, "folder for matches.csv, weights.csv and rejected.csv")
      ->required()
      ->type_name("DIR");
  app->add_option("--best", flags->options.best, "entries given per name; default 5")
      ->type_name("N")
      ->check(whole_between(1, 50));
  app->add_option("--names", flags->name_columns, "a column of NAMES under another name, e.g. name=被投诉单位")
      ->type_name("COLUMN=NAME")
      ->expected(1)
      ->take_all();
  app->add_option("--register", flags->register_columns, "a column of REGISTER under another name")
      ->type_name("COLUMN=NAME")
      ->expected(1)
      ->take_all();
  app->add_option("--encoding", flags->encoding, "of both files: utf-8 (default) or gb18030")
      ->type_name("WORD")
      ->check(CLI::IsMember({"utf-8", "gb18030"}));
  app->add_option("--max-rejected", flags->shared.max_rejected,
                  "share of a list's rows that may be rejected; default 0.01")
      ->type_name("SHARE")
      ->check(number_between(0, 1));
  add_threads_flag(*app, flags->shared);
  add_output_flags(*app, flags->shared);
  app->footer(
      "example:\n  sightline match complaints.csv enterprises.csv --out matched\n"
      "  matches.csv has the five best entries per name, each with its probability and the evidence for it");
  return {app, [flags] { return match(*flags); }};
}

}  // namespace sightline::cli
