#include "matching/text/trade_words.hpp"

#include <array>

namespace sightline::matching {

std::span<const std::u32string_view> trade_words() {
  static constexpr std::array words = std::to_array<std::u32string_view>({
      U"科技",   U"技术",     U"食品",     U"餐饮",          U"贸易",       U"商贸",    U"实业",   U"工贸",
      U"建筑",   U"建设",     U"工程",     U"建材",          U"装饰",       U"医药",    U"药业",   U"制药",
      U"医疗",   U"器械",     U"生物",     U"健康",          U"电子",       U"电器",    U"电气",   U"电力",
      U"电缆",   U"线缆",     U"电线",     U"能源",          U"新能源",     U"环保",    U"环境",   U"化工",
      U"化学",   U"材料",     U"新材料",   U"塑料",          U"塑业",       U"橡胶",    U"钢铁",   U"钢管",
      U"金属",   U"五金",     U"机械",     U"设备",          U"装备",       U"制造",    U"机电",   U"汽车",
      U"汽配",   U"零部件",   U"轮胎",     U"摩托",          U"物流",       U"运输",    U"仓储",   U"供应链",
      U"服装",   U"服饰",     U"纺织",     U"针织",          U"鞋业",       U"皮革",    U"家具",   U"家居",
      U"木业",   U"陶瓷",     U"玻璃",     U"水泥",          U"混凝土",     U"涂料",    U"油漆",   U"肥料",
      U"化肥",   U"农业",     U"农资",     U"种业",          U"种植",       U"养殖",    U"畜牧",   U"饲料",
      U"粮油",   U"面粉",     U"乳业",     U"饮料",          U"酒业",       U"酒厂",    U"茶业",   U"水产",
      U"蔬菜",   U"水果",     U"肉类",     U"超市",          U"便利店",     U"商店",    U"商行",   U"商场",
      U"百货",   U"市场",     U"经营部",   U"经销部",        U"批发部",     U"门市部",  U"服务部", U"加油站",
      U"石油",   U"石化",     U"燃气",     U"天然气",        U"煤业",       U"煤炭",    U"矿业",   U"地产",
      U"房地产", U"置业",     U"物业",     U"投资",          U"控股",       U"集团",    U"金融",   U"银行",
      U"证券",   U"保险",     U"信托",     U"基金",          U"资产",       U"管理",    U"咨询",   U"服务",
      U"发展",   U"开发",     U"国际",     U"中国",          U"文化",       U"传媒",    U"传播",   U"广告",
      U"教育",   U"培训",     U"网络",     U"信息",          U"软件",       U"数据",    U"智能",   U"通信",
      U"通讯",   U"电商",     U"电子商务", U"互联网",        U"股份",       U"旅游",    U"酒店",   U"宾馆",
      U"饭店",   U"餐厅",     U"餐馆",     U"小吃",          U"火锅",       U"烧烤",    U"面馆",   U"快餐",
      U"美食",   U"药店",     U"药房",     U"大药房",        U"诊所",       U"医院",    U"幼儿园", U"学校",
      U"文具",   U"玩具",     U"童装",     U"校服",          U"印刷",       U"包装",    U"纸业",   U"照明",
      U"光电",   U"半导体",   U"仪器",     U"仪表",          U"检测",       U"安防",    U"消防",   U"航空",
      U"航天",   U"船舶",     U"重工",     U"工业",          U"产业",       U"企业",    U"连锁",   U"专营店",
      U"加工厂", U"食品厂",   U"家庭农场", U"个体",          U"restaurant", U"cafe",    U"bar",    U"grill",
      U"hotel",  U"the",      U"shop",     U"store",         U"market",     U"foods",   U"food",   U"and",
      U"of",     U"holdings", U"group",    U"international", U"technology", U"trading",
  });
  return words;
}

}  // namespace sightline::matching
