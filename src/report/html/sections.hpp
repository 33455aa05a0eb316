// sections.hpp: the parts of a plan's page, in reading order. Each writes one <section> or nothing.
#pragma once

#include <string>
#include <string_view>

#include "report/html/page.hpp"
#include "report/names.hpp"

namespace sightline::html {

struct PlanView {
  const Ledger& ledger;
  const Risk& risk;
  const Plan& plan;
  const Summary& summary;
  const Names& names;
};

void open_section(Page& page, Literal id, Word heading, const PlanView& view);  // marks synthetic data
void close_section(Page& page);
void open_scroll(Page& page, Literal labelled_by);  // a wide table scrolls in its own box, by keyboard too
void write_labelled(Page& page, std::string_view name, std::string_view id);  // the name, its id smaller beside it

void write_headline(Page& page, const PlanView& view);
void write_figures(Page& page, const PlanView& view);
void write_category_chart(Page& page, const PlanView& view);
void write_district_chart(Page& page, const PlanView& view);
void write_map(Page& page, const PlanView& view);
void write_rules(Page& page, const PlanView& view);
void write_left_out(Page& page, const PlanView& view);
void write_lines(Page& page, const PlanView& view);
void write_inputs(Page& page, const PlanView& view);

// The page's own style and script; their hashes are the only ones that its content security policy admits.
extern const Asset style_sheet, script;

}  // namespace sightline::html
