"""Words that our rules know: what the press says every day, what wants more after it."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


COMMON_NOUNS = _words("""
局部 进程 理由 多达 见闻 左右 着力 工作 活动 情况 问题 方面 记者 通讯员 本报 人员 人民 群众 全国 我国 全市 全省 全县
全区 中国 国家 国内 各地 各级 主席 副主席 书记 副书记 主任 副主任 局长 部长 省长 市长 县长 区长 院长 校长 会长 理事长
秘书长 经理 董事长 总经理 领导 领导人 干部 负责人 相关 有关 部门 单位 企业 公司 项目 建设 发展 服务 管理 社会 经济
时间 时代 期间 会议 会上 会议室 意见 精神 作用 水平 能力 机制 体系 基础 条件 重点 目标 任务 要求 措施 内容 过程 方式
形式 结果 原因 影响 关系 地区 地方 现场 一线 基层 群体 大家 孩子 先生 女士 同志 代表 委员 专家 教授 学生 老人 员工
人士 成员 家庭 生活 事业 行业 领域 产业 市场 技术 资源 资金 成效 成果 经验 优势 特色 力量 行动 工程 平台 阵地 载体
渠道 环境 氛围 道路 方案 计划 规划 政策 制度 办法 规定 通知 报告 讲话 消息 新闻 事件 事故 案件 数据 总数 比例 数量
人数 人次 增长 提升 推进 推动 加强 开展 促进 服务站 全程 下午 上午 晚上 目前 近日 日前 近年来 以来 今年 去年 明年
上半年 下半年 年度 月份 小时 分钟 人才 队伍 系统 质量 高质量 广大 责任 使命 意义 理念 思想 文化 关键 核心 大会 仪式
举办地 主办方 部分 全体 全面 总体 世界 国际 全球 总书记 习近平 总理 外长 总统 发言人 会谈 声明 规模 范围 机构 组织
团队 中心 大量 不少 一批 系列 结构 状态 局面 力度 家属 本次 此次 本届 双方 当地 当日 当天 市民 居民 百姓 网友 业内人士
工作者 工作人员 热情 信心 梦想 故事 心里 身上 手中 眼中 面前 身边 参与者 获得者 同比 环比 命名 部署 荣获 拉开帷幕 召开
常务副 实际行动 线下 线上 优质服务 重温 关心 一等奖 二等奖 三等奖 获奖者 党组书记 总工会 党员干部 表率 持续 启动 亮相
落幕 圆满 首届 一对一 面对面 手拉手 现身说法 新时代 有限公司 责任公司 工作会议 座谈会 交流会 推进会 现场会 启动仪式
开幕式 闭幕式 作品 社会主义 共产党 党中央 二十大精神 二十大 十九大 习近平总书记 双双 高度 密集 强势 百分点 关键作用
具体措施 高水平 历史性 标志性 市场主体 机遇 活力 现象 程度 手段 事项 人们 大众
""")
"""Nouns of nearly every page, for which nobody would search."""

STOP_WORDS = _words("""
记者 我们 他们 一个 没有 可以 这个 进行 已经 自己 通过 对于 以及 目前 表示 介绍 认为 指出 其中 同时 因为 所以 由于
近日 日前 今年 去年 进一步 不断 相关 有关 方面 情况 问题 如果 但是 而且 并且 这些 那些 这样 什么 怎么 需要 可能 应该
成为 不仅 就是 还有 之后 之前 以来 非常 十分 更加 等等 此外 据悉 了解 当地 时间 月日
""")
"""Words that say nothing of what an article is about."""

NEEDS_COMPLEMENT = _words("""
谈及 谈到 提到 提及 说起 介绍说 到 了解到 从中 称赞 说 称 道 问 指出 表示 认为 强调 提出 要求 介绍 透露 坦言 直言 感慨
回忆 解释 补充 总结 建议 呼吁 提醒 希望 相信 宣布 通报 显示 表明 发现 获悉 了解 看到 得知 注意到 认识到 没想到 想到
意味着 例如 比如 诸如 包括 如下 分别 分别是 其中 以及 并且 而且 或者 和 与 及 或 是 为 对 向 将 把 被 让 使 在 从 由
于 以 时候 就是 即 如 有 据 关于 按照 同时 现在 写道 回应 答复 反映 获知 预计 计划 决定 证明 告诉 记者
""")
"""Words that no sentence ends with: something has to follow."""

EXTRA_PREDICATES = _words("""
荣获 主办 承办 协办 为期 位居 入选 当选 揭牌 奠基 开工 竣工 开幕 闭幕 夺冠 死亡 受伤 遇难 将 把 被
""")
"""Predicates that jieba's dictionary holds for something else than verbs."""

NO_PREDICATES = _words("""
需求 围绕 截至 位于 来自 享受 建新 健身 属于 针对 结合 依托 利用 面向 面对 立足 有关 有 在于 参观者 参加者 会 到 称 去
上 下 起 来 过 得 前 后 内 外 同 连 副 总 分 进一步 党 书记 为 主任
""")
"""What it holds for verbs, and what says nothing by itself."""

MANNER_ADVERBS = _words("""
认真 切实 全面 不断 进一步 积极 大力 深入 扎实 着力 持续 始终 严格 全力 努力 坚决 充分 更好 更好地 共同 牢固 牢牢 紧紧
抓紧 加快 精准 有效 主动 稳步 高标准 高质量 统筹 优先 重点 广泛 及时 逐步 严肃 用心 用情
""")
"""How something is done: before a verb they show that nobody is named who does it."""

MODAL_OPENERS = _words("""
不 未 没有 无法 只 仅 则 要 将 让 使 应 应当 须 必须 需 需要 务必 确保 今后 以期 力争 争取 希望 不能 不得 可 可以 能
就 把
""")
"""What begins a sentence only when the one before has named who should."""

SHORT_VERBS = _words("""
是 有 获 占 达 增 降 涨 跌 超 破 设 建 开 办 推 送 收 赴 抵 率 促 保 助 胜 负 败 夺 摘 卖 买 用 做 写 读 讲 看 听 打
走 跑 飞 回 给 让 使 令 请 派 征 救 抓 查 罚 判 死 伤 逃 住 吃 喝 拍 播 演 唱 画 种 养 捐 献 量 学 教 练 考 评 选 任
当 像 成 变 含 需 能 可 应 须 敢 肯 愿 想 爱 怕 升 落 出 入 进 缺 差 报 投 签 立 创 改 修 治 防 控 管 守 护 帮 扶 访
谈 问 答 揭 颁 授
""")
"""Verbs of one character; the dictionary has many more, most of them only parts of words."""

SLOGAN_VERBS = _words("""
锚定 聚焦 聚力 赋能 助力 抢抓 紧盯 紧扣 赓续 筑牢 夯实 擦亮 厚植 答好 打好 打造 做强 做优 做实 抓实 抓好 抓牢 用好 讲好
""")
"""Verbs of the day that no dictionary has; a sentence that begins with one names nobody."""
