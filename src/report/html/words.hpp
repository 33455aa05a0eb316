// words.hpp: the catalogue of everything that a page says, in English and Chinese. The only place with words for people.
//
// Terms are those of the regulations: 监督抽查 (supervisory spot check), 不合格 (nonconforming), 批次 (batch), 风险监测点 (risk
// monitoring point), 后处理 (handling of failures). {0}, {1} are filled in; both languages have the same ones.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "sightline/report.hpp"

namespace sightline::html {

struct Entry {
  std::string_view key, english, chinese;
};

inline constexpr Entry catalogue[] = {
    {"plan", "Sampling plan", "监督抽查计划"},
    {"round", "Round {0} to {1}", "计划期 {0} 至 {1}"},
    {"as-of", "as of {0}", "数据截至 {0}"},
    {"synthetic", "synthetic data: no real enterprise", "合成数据，非真实企业"},
    {"synthetic-short", "synthetic", "合成数据"},
    {"skip", "Skip to the lines of the plan", "跳到计划明细"},
    {"contents", "Contents", "目录"},
    {"headline", "At a glance", "要点"},
    {"budget", "Budget", "预算"},
    {"spent", "{0} yuan planned", "计划使用 {0} 元"},
    {"yuan", "{0} yuan", "{0} 元"},
    {"no-budget", "no limit", "不限"},
    {"batches", "Batches", "抽样批次"},
    {"batches-note", "certain ones and the random ones on average", "必抽批次与随机批次的期望之和"},
    {"expected", "Expected nonconforming batches", "预计不合格批次"},
    {"expected-note", "90% interval {0} to {1}", "90% 区间 {0} 至 {1}"},
    {"rate", "Expected failure rate", "预计不合格率"},
    {"rate-note", "per batch of this plan", "按本计划批次计"},
    {"gap", "Distance from the best plan", "与最优方案的差距"},
    {"gap-note", "at most; proven by a bound", "不超过此值，由上界证明"},
    {"outcome", "Outcome", "求解结果"},
    {"optimal", "optimal", "最优"},
    {"feasible", "feasible", "可行"},
    {"infeasible", "no plan fits the rules", "没有符合全部规则的方案"},
    {"none-found", "no plan was found in the time allowed", "在限定时间内未找到方案"},
    {"not-made", "no plan was made", "尚未编制方案"},
    {"conflicts", "Rules in conflict", "相互冲突的规则"},
    {"repair", "Smallest change that would make a plan possible", "使方案可行的最小改动"},
    {"quarters", "Money per part of the round", "各时段经费"},
    {"part", "Part of the round", "时段"},
    {"figures", "Asked and done", "要求与结果"},
    {"figure", "Figure", "项目"},
    {"asked", "Asked", "要求"},
    {"done", "Done", "结果"},
    {"note", "Note", "说明"},
    {"figure-found", "expected found", "预计发现不合格批次"},
    {"figure-follow-up", "follow_up", "跟踪抽查"},
    {"figure-objective", "objective", "目标值"},
    {"note-worth", "one more 10 000 yuan is worth {0}", "每增加 1 万元可多得 {0}"},
    {"note-bound", "no plan is worth more than {0}", "任何方案的目标值不超过 {0}"},
    {"note-batches", "{0} batches", "{0} 批次"},
    {"note-random", "{0} batches; probabilities add up to whole batches per category and laboratory",
     "{0} 批次；各类别、各检验机构的概率之和为整数批次"},
    {"categories", "Product categories", "产品类别"},
    {"districts", "Districts", "县（区）"},
    {"chart-note",
     "Mean probability that a batch is nonconforming over all candidates of the row: dot, with its interval as a line. "
     "These are the model's estimates before sampling, not results of sampling.",
     "该行全部候选对象的批次不合格概率均值（圆点）及其区间（横线）。此为抽样前的模型估计，不是抽查结果。"},
    {"chart-limit", "The {0} of highest rate are shown; all {1} are in {2}.",
     "仅列出概率最高的 {0} 个；全部 {1} 个见 {2}。"},
    {"category", "Category", "产品类别"},
    {"district", "District", "县（区）"},
    {"candidates", "Candidates", "候选对象"},
    {"rate-column", "Rate", "不合格概率"},
    {"interval", "Interval", "区间"},
    {"rank", "Rank (plausible)", "位次（可能范围）"},
    {"rank-range", "{0} ({1} to {2})", "{0}（{1} 至 {2}）"},
    {"chart", "Chart", "图示"},
    {"map", "Where the plan goes", "抽样对象分布"},
    {"map-note",
     "Each mark is an enterprise with a line in the plan; where one has several, the strongest stream is shown: "
     "follow-up, then directed, "
     "then random. North is up; no boundaries are drawn.",
     "每个标记为计划中的一家企业；有多种抽样方式的企业，按跟踪、定向、随机的次序只显示一种。上方为北，未绘制行政边界"
     "。"},
    {"map-unplaced", "{0} enterprises of the plan have no coordinates.", "计划中有 {0} 家企业没有坐标。"},
    {"follow_up", "follow-up", "跟踪抽查"},
    {"directed", "directed", "定向抽查"},
    {"random", "random", "随机抽查"},
    {"rules", "Rules and what they cost", "规则及其代价"},
    {"rules-note",
     "The price is what the plan would gain by relaxing the bound by one unit, in the plan's own unit: findings, "
     "weighted by harm where the policy "
     "values harm.",
     "“代价”指该限制放宽一个单位可使方案增加的价值，单位为方案的目标值：不合格批次，政策按危害计值时以危害加权。"},
    {"rules-binding", "Rules that bind", "起约束作用的规则"},
    {"rules-derived", "Bounds of streams and laboratories that bind ({0})",
     "起约束作用的抽样方式与检验机构限制（{0} 条）"},
    {"rules-slack", "All other bounds ({0})", "其余限制（{0} 条）"},
    {"rules-limit", "The first {0} of {1} are shown; all are in {2}.", "仅列出 {1} 条中的前 {0} 条；全部见 {2}。"},
    {"rule", "Rule", "规则"},
    {"article", "Article", "依据"},
    {"bound", "Bound", "限制"},
    {"used", "Used", "实际"},
    {"in-words", "In words", "说明"},
    {"at-most", "at most {0} {1}", "至多 {0} {1}"},
    {"at-least", "at least {0} {1}", "至少 {0} {1}"},
    {"exactly", "{0} {1}", "应为 {0} {1}"},
    {"concerned", "{0} {1} concerned", "涉及 {0} {1}"},
    {"price-money", "one more 10,000 yuan adds {0}", "每增加 1 万元可多得 {0}"},
    {"price-money-short", "one more yuan adds {0}", "每增加 1 元可多得 {0}"},
    {"price-most", "one more allowed ({0}) adds {1}", "上限每放宽 1 {0}可多得 {1}"},
    {"price-least", "one fewer asked ({0}) adds {1}", "下限每降低 1 {0}可多得 {1}"},
    {"price-none", "reached; one unit more or less changes nothing", "已达限值，放宽一个单位不改变结果"},
    {"price-lawful", "binds by itself", "按规定直接适用"},
    {"price-free", "not reached", "未达限值"},
    {"unit-yuan", "yuan", "元"},
    {"unit-batches", "batches", "批次"},
    {"unit-enterprises", "enterprises", "家企业"},
    {"unit-candidates", "candidates", "个候选对象"},
    {"unit-visits", "visits", "次检查"},
    {"unit-probability", "probability", "概率"},
    {"unit-share", "share", "占比"},
    {"rule-budget", "budget", "预算"},
    {"rule-random-min-share", "least share of the random stream", "随机抽查最低占比"},
    {"rule-random-max-share", "largest share of the random stream", "随机抽查最高占比"},
    {"rule-directed-max-share", "largest share of the directed stream", "定向抽查最高占比"},
    {"rule-max-batches", "most batches", "批次总数上限"},
    {"rule-lab-capacity", "capacity of the laboratory", "检验机构能力"},
    {"rule-random-floor", "floor of the random stream", "随机抽查概率下限"},
    {"rule-random-ceiling", "ceiling of the random stream", "随机抽查概率上限"},
    {"rule-qualified-lab", "a qualified laboratory", "有资质的检验机构"},
    {"rule-available", "available during the round", "计划期内在售"},
    {"left-out", "What is left out, and why", "未列入计划的对象及原因"},
    {"left-out-note", "Each candidate is counted once, under the first rule that says so.",
     "每个候选对象只计一次，归入最先适用的规则。"},
    {"left-out-none", "No candidate is left out.", "没有未列入的候选对象。"},
    {"reason", "Reason", "原因"},
    {"notes", "What the data and the model could not say", "数据与模型的限制"},
    {"other-plan", "covered by another authority's plan", "已列入其他机关的抽查计划"},
    {"caps", "the enterprise's visits or batches are taken by other lines", "该企业的检查次数或批次已被其他明细占满"},
    {"too-small", "no whole number of batches lies between the floors and ceilings of its category",
     "该类别的概率下限与上限之间没有整数批次"},
    {"no-evidence", "no qualifying evidence, and no random stream", "没有定向抽查所需的线索，且未设随机抽查"},
    {"worth-less", "others are worth more for the money", "同样经费用于其他对象更有价值"},
    {"conforming", "tested conforming within {0} months", "{0} 个月内抽查合格"},
    {"any-result", "tested within {0} months", "{0} 个月内已抽查"},
    {"note-off", "switched off: {0}", "未启用：{0}"},
    {"note-findings", "{0} findings: see check", "数据核查发现 {0} 处疑点：见 check"},
    {"note-parts", "yuan per part of the round: {0}", "各时段经费（元）：{0}"},
    {"note-missing", "there are no {0}: what needs them is switched off", "没有 {0}：依赖它们的功能未启用"},
    {"lines", "Lines of the plan", "计划明细"},
    {"lines-note",
     "Ordered by what a line adds to the plan. Follow-up and directed lines are certain; a random line is drawn with "
     "its chance. Reasons are "
     "on the logit scale: +0.69 doubles the odds, -0.69 halves them.",
     "按每行对方案的贡献排序。跟踪与定向抽查必定执行；随机抽查按“抽中概率”抽签。原因以对数优势计：+0.69 "
     "使优势比加倍，-0.69 使其减半。"},
    {"lines-limit", "The page holds the {0} lines that add most; all {1} are in plan.csv.",
     "本页只含贡献最大的 {0} 行；全部 {1} 行见 plan.csv。"},
    {"lines-none", "The plan has no lines.", "计划没有明细。"},
    {"number", "No.", "序号"},
    {"enterprise", "Enterprise", "企业"},
    {"lab", "Laboratory", "检验机构"},
    {"stream", "Stream", "抽样方式"},
    {"line-batches", "Batches if chosen", "批次（如抽中）"},
    {"chance", "Chance of being chosen", "抽中概率"},
    {"probability", "Probability of failing", "不合格概率"},
    {"line-expected", "Expected failures", "预计不合格批次"},
    {"cost", "Cost if chosen, yuan", "费用（如抽中，元）"},
    {"grade", "Grade", "风险等级"},
    {"reasons", "Reasons", "原因"},
    {"no-reasons", "nothing beyond the base", "无特别原因"},
    {"base", "base", "基准"},
    {"search", "Search", "搜索"},
    {"all", "all", "全部"},
    {"per-page", "Lines per page", "每页行数"},
    {"previous", "Previous", "上一页"},
    {"next", "Next", "下一页"},
    {"sorted-help", "Press a heading to sort.", "点击表头可排序。"},
    {"inputs", "Inputs and proof", "输入与凭证"},
    {"inputs-note", "SHA-256 of what the plan was made from: the same inputs give the same plan, byte for byte.",
     "编制计划所用输入的 SHA-256 值：输入相同，计划逐字节相同。"},
    {"input", "Input", "输入"},
    {"hash", "SHA-256", "SHA-256 值"},
    {"evidence", "evidence", "数据"},
    {"model", "risk model: {0}", "风险模型：{0}"},
    {"policy", "policy: {0}", "抽查政策：{0}"},
    {"commitment", "commitment to the draw (register.txt)", "抽签承诺值（register.txt）"},
    {"footer", "The page computes nothing and loads nothing: every number stands in the files beside it.",
     "本页不作任何计算，也不加载任何外部内容；所有数字均见同目录文件。"},
    {"handling",
     "After the results: judge them with `sightline outcomes`, which follows the handling of every failure.",
     "取得检验结果后，用 `sightline outcomes` 评估结果并跟踪不合格产品的后处理。"},
};

// A key of the catalogue; a key that it lacks does not compile.
class Word {
 public:
  consteval Word(const char* key) : index_(index_of(key)) {}
  [[nodiscard]] constexpr const Entry& entry() const { return catalogue[index_]; }

 private:
  static consteval std::size_t index_of(std::string_view key) {
    std::size_t index = 0;
    while (catalogue[index].key != key) ++index;  // beyond the end: no constant expression
    return index;
  }
  std::size_t index_;
};

// The entry whose English is this text, with what stands where it has {0}; entry == nullptr when there is none.
struct Known {
  const Entry* entry = nullptr;
  std::string value;
};
[[nodiscard]] Known find_known(std::string_view english);
[[nodiscard]] const Entry* find_entry(std::string_view key);  // by key at run time: names of streams, units, outcomes

}  // namespace sightline::html
