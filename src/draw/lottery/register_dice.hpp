// register_dice.hpp: the lines of a register as the lottery's columns, and tickets as its dice.
#pragma once

#include <vector>

#include "draw/lottery/lawful_draw.hpp"
#include "draw/lottery/tickets.hpp"
#include "draw/register.hpp"

namespace sightline {

struct Lottery {
  LawfulLines lines;        // the random lines, in the register's order
  std::vector<Index> line;  // per random line: index of the register's line
  std::vector<std::string_view> row_category, row_lab, row_class, column, group;  // names
};
// Rows are (category, lab), classes categories, columns districts; groups are the enterprises with two random lines or
// more.
[[nodiscard]] Lottery lottery_of(const RegisterLines& lines);

// Tickets: purpose, counter and public ids are
//   line        number of the register's line (from 1)  enterprise, category
//   enterprise  1  enterprise
//   cell        1  category, lab, district
//   lab         1  category, lab
//   category    1  category
//   district    1  district
class RegisterDice : public LawfulDice {
 public:
  RegisterDice(const RegisterLines& lines, const Lottery& lottery, const TicketBook& book)
      : lines_(lines), lottery_(lottery), book_(book) {}
  bool line(Index line, std::uint64_t favourable, std::uint64_t total) override;
  bool total(FlowKind kind, Index index, std::uint64_t favourable, std::uint64_t total) override;

 private:
  const RegisterLines& lines_;
  const Lottery& lottery_;
  const TicketBook& book_;
};

[[nodiscard]] Ticket line_ticket(const TicketBook& book, const RegisterLines& lines, std::size_t line);

}  // namespace sightline
