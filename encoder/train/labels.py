"""The closed inventories; docs/emotions.md defines them."""
EMOTIONS = ['开心', '大笑', '惊喜', '惊讶', '感动', '喜爱', '羡慕', '得意', '期待', '好奇', '害羞', '放松',
            '无奈', '无语', '嫌弃', '生气', '委屈', '难过', '焦虑', '害怕', '疲惫', '尴尬', '疑惑', '平静']
MOTIVATIONS = ['吐槽', '自嘲', '炫耀', '求安慰', '安慰', '祝贺', '道谢', '道歉', '请求', '拒绝', '赞同', '质疑', '招呼', '逗乐', '分享', '提问']
CLASSES = ['light', 'neutral', 'not-chat', 'quarrel', 'serious']
CLASS_OF = {'light': 0, 'slang': 0, 'playful': 0, 'neutral': 1, 'not-chat': 2, 'quarrel': 3, 'serious': 4}
