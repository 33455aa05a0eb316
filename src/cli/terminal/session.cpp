#include "cli/terminal/session.hpp"

#include <algorithm>

#include "cli/terminal/messages.hpp"

namespace sightline::cli {
namespace {

// The library does not know the folders of a run: `next` has a word in their place.
void put_in_place(std::string& next, const std::string& word, const std::string& path) {
  const std::size_t place = next.find(word);
  if (place == std::string::npos) return;
  const bool plain = path.find_first_of(" \t'\"$`\\&;|<>()*?[]#~!") == std::string::npos;
  next.replace(place + 1, word.size() - 1, plain ? path : '"' + path + '"');
}

}  // namespace

Session::Session(std::string verb, const SharedFlags& flags)
    : verb_(std::move(verb)), flags_(flags), progress_(!flags.quiet) {}

void Session::note_stage(const std::string& name, std::chrono::steady_clock::time_point begin) {
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  for (Summary::Stage& stage : stages_)
    if (stage.name == name) return void(stage.seconds += seconds);
  stages_.push_back({name, seconds});
}

Run Session::run() {
  Run run;
  run.threads = flags_.threads;
  run.progress = [this](std::string_view step, double share) {
    progress_.show(step, share);
    return true;
  };
  return run;
}

double Session::seconds() const {
  double sum = 0;
  for (const Summary::Stage& stage : stages_) sum += stage.seconds;
  return sum;
}

// If nothing but the share of rejected rows was wrong, a second reading that allows any share succeeds and shows them.
Evidence Session::read_all(const std::string& dataset, std::optional<Error>& too_much) {
  EvidenceOptions options;
  options.max_rejected = flags_.max_rejected;
  options.as_of = date_flag("--as-of", flags_.as_of);
  options.run = run();
  return stage("read", [&] {
    try {
      return read_evidence(dataset, options);
    } catch (const Error& failure) {
      if (failure.code() != ErrorCode::input || options.max_rejected >= 1) throw;
      options.max_rejected = 1;
      try {
        Evidence evidence = read_evidence(dataset, options);
        too_much = failure;
        return evidence;
      } catch (const Error&) {
        throw failure;
      }
    }
  });
}

Evidence Session::read(const std::string& dataset, OutputFolder& out) {
  std::optional<Error> too_much;
  Evidence evidence = read_all(dataset, too_much);
  if (!too_much) return evidence;
  out.add("rejected.csv", to_csv_rejected(evidence));
  out.commit();
  throw Error(too_much->code(), too_much->what(),
              "read " + out.path() + "/rejected.csv and mend the rows, or allow more of them with --max-rejected");
}

void Session::write(OutputFolder& out) {
  stage("write", [&] {
    out.commit();
    return 0;
  });
}

Summary Session::summary(const Summary& own, const std::vector<const Summary*>& before, bool synthetic,
                         const std::string& dataset, const std::string& out) const {
  Summary all = own;
  all.verb = "sightline " SIGHTLINE_VERSION " " + verb_;
  if (synthetic && all.title.find("synthetic") == std::string::npos)
    all.title += (all.title.empty() ? "" : ", ") + std::string("synthetic data");
  all.notes.clear();
  const auto take = [&all](const Summary& from) {
    for (const std::string& note : from.notes)
      if (std::find(all.notes.begin(), all.notes.end(), note) == all.notes.end()) all.notes.push_back(note);
    for (const auto& input : from.inputs)
      if (std::find(all.inputs.begin(), all.inputs.end(), input) == all.inputs.end()) all.inputs.push_back(input);
  };
  for (const Summary* earlier : before) take(*earlier);
  take(own);
  if (!dataset.empty()) put_in_place(all.next, " DATASET", dataset);
  if (!out.empty()) put_in_place(all.next, " DIR", out);
  all.stages = stages_;
  return all;
}

void Session::answer(const Summary& summary, const std::string& text, const nlohmann::ordered_json& more) {
  progress_.clear();
  if (flags_.json) {
    nlohmann::ordered_json json = nlohmann::ordered_json::parse(to_json_summary(summary));
    json["verb"] = verb_;
    if (more.is_object()) json.update(more);
    print(json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
  } else if (!flags_.quiet) {
    print(text);
  }
  finish_output();
}

}  // namespace sightline::cli
