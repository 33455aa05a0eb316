#include <iostream>
#include <sightline/sightline.hpp>

// Solves a tiny allocation and reports the two exception channels: enough to prove that headers, symbols and link
// agree.
int main() {
  namespace sl = sightline;
  const auto problem = sl::parse_allocation(
      "allocation 1\nrules 1\n<= 3 budget\ncandidates 2\n1 at_most\n5 1 0:2\n1 at_most\n4 1 0:2\n", "inline");
  const auto answer = sl::solve_allocation(problem);
  std::cout << answer.objective << '\n';
  try {
    (void)sl::read_evidence("no such folder");
  } catch (const sl::Error& error) {
    return answer.objective == 5 && error.code() == sl::ErrorCode::input ? 0 : 1;
  }
  return 1;
}
