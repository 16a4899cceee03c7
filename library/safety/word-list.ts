const list = (text: string) => text.trim().split(/\s+/)

/**
 * Words for which a picture is never sent: child abuse, offers of sex, pornography, drugs, gambling and weapons, extremism, the
 * urging of self-harm. Each is a pattern over simplified characters in lower case without spaces and punctuation; what stands
 * around it keeps out harmless words (十字路口交警, 室内射击, 亲自慰问).
 */
export const BLOCKED_WORDS: readonly string[] = list(`
  幼女色情 儿童色情 恋童 萝莉资源 幼幼资源 强奸 轮奸 迷奸 诱奸 兽交(?!流) 乱伦 偷拍裙底 迷药 春药 听话水 卖淫 嫖娼 (?<![支救声增后])援交(?![通接给]) (?<!大)约炮(?![击弹火])
  包夜服务 裸聊 裸贷 色情网站 成人视频 成人网站 无码高清 av资源 看片加 (?<![路窗港出进人户门胸入渡关村井伤山端袋瓶裂缺])口交(?![通接给警汇叉界替货]) 肛交 颜射
  (?<![室境体县市场国校院屋馆])内射(?![击程线灯影门箭]) 自慰(?!问) 手淫 潮吹 鸡巴 屄 肏 小穴(?!位) 骚逼 骚穴 淫水 淫荡 淫妇 淫乱
  冰毒 海洛因 摇头丸 大麻(?:出售|批发|代购) k粉 麻古 卖枪(?!手) 枪支出售 代开发票 网上赌场 博彩平台 澳门赌场 六合彩 时时彩 北京赛车 刷单兼职
  恐怖袭击 纳粹万岁 希特勒万岁 种族清洗 割腕教程 自杀教程 一起自杀 相约自杀 杀你全家 childporn pornhub xvideos
`)

/** Words that are only for places that allow `sensitive`: coarse abuse, sexual allusion, gore, slurs. */
export const SENSITIVE_WORDS: readonly string[] = list(`
  [操草艹日]你[妈娘](?!妈) 干你娘 日你先人 他妈的(?!妈) 妈了个逼 你妈逼 傻逼 煞笔 逼逼赖赖 滚你妈 狗娘养 狗日的 婊子 贱人 贱货 骚货 荡妇 杂种(?!水) 畜生 死全家 全家死
  脑残 智障 弱智 死胖子 死肥婆 死娘炮 死基佬 娘炮 (?<![开收一两这几各每分])支那(?![么个些支时]) 棒子国 小日本(?!料) 日本鬼子 黑鬼 绿茶婊 心机婊
  色情 涩图 搞黄色 黄片 裸照 裸体 丁字裤 奶子(?!奶) 大奶(?![茶油酪粉糖昔盖黄奶瓶]) 巨乳 滚床单 啪啪啪 打飞机 撸管 勃起 叫床(?![上边头前下单垫]) 避孕套 安全套(?![路装餐件]) 情趣内衣
  自杀 自残 割腕 血腥 肢解 吸毒 嗑药
  \\bfuck(?:ing|er|ed)?\\b \\bmotherfuckers?\\b \\bbitch(?:es)?\\b \\bcunts?\\b \\bpussy\\b \\bnigg(?:er|a)s?\\b \\bfaggots?\\b \\bporn\\b \\bnudes?\\b \\bblowjobs?\\b
`)
