"""Text -> how surprising it is as printed Chinese: the measure by which encodings are told apart.

The unit is the natural logarithm of one over a character's share in running text, so that sums over a text compare as
likelihoods do: of two readings of the same bytes, the less surprising is the right one.
"""

from __future__ import annotations

import math
from functools import cache

COMMON_MARKS = "，。、：；“”‘’（）《》！？—…·　"
RARE_MARKS = "「」『』【】〔〕〈〉﹑‧－～％℃①②③④⑤⑥⑦⑧⑨⑩▲△●○◎■□★☆◆◇※→←↑↓×÷±°′″〇㎡￥"
HANGUL = "이다의는을에가고한를로도기사대지은정서해인부자시하상일전나제장주원그있었과보년들으리수것여스며"
"""The syllables that Korean uses most, roughly in order."""

# (first, last, surprise): later rows are for what no reading of a newspaper should give
SURPRISAL_RANGES = (
    (0x20, 0x7E, 5.0),
    (0xA0, 0xFF, 10.0),
    (0x2010, 0x266F, 11.0),
    (0x3000, 0x303F, 11.0),
    (0x3040, 0x30FF, 12.0),
    (0x4E00, 0x9FA5, 15.0),
    (0xFF01, 0xFF5E, 8.0),
    (0xAC00, 0xD7A3, 16.0),
    (0x3400, 0x4DBF, 18.0),
    (0x20000, 0x323AF, 20.0),
    (0x00, 0x1F, 25.0),
    (0x7F, 0x9F, 25.0),
    (0xE000, 0xF8FF, 22.0),
    (0xFFFD, 0xFFFF, 25.0),
)
OTHER_SURPRISAL = 16.0


class Surprisal(dict[str, float]):
    """Character -> its surprise; filled as characters are met."""

    def __missing__(self, char: str) -> float:
        code = ord(char)
        self[char] = next((cost for first, last, cost in SURPRISAL_RANGES if first <= code <= last), OTHER_SURPRISAL)
        return self[char]

    def total(self, text: str) -> float:
        """Return the sum over `text`."""
        return sum(map(self.__getitem__, text))


@cache
def chinese_model() -> Surprisal:
    """Return what each character costs in a Chinese paper, in either script."""
    table = Surprisal()
    table.update(dict.fromkeys(_second_rank(), 13.5))
    table.update(dict.fromkeys(_first_rank(), 11.0))
    table.update((char, _surprisal_of_rank(rank)) for rank, char in enumerate(FREQUENT_CHARACTERS))
    table.update(dict.fromkeys(RARE_MARKS, 8.0))
    table.update(dict.fromkeys("０１２３４５６７８９", 7.0))
    table.update(dict.fromkeys(COMMON_MARKS, 4.5))
    table.update({"\n": 4.0, "\r": 4.0, "\t": 8.0, " ": 4.5, "\ufeff": 4.0})
    return table


@cache
def east_asian_model() -> Surprisal:
    """Return what each character costs where Japanese and Korean are spoken as well: kana and hangul are common."""
    table = Surprisal(chinese_model())
    table.update({chr(code): 6.0 for code in range(0x3041, 0x30FF)})
    table.update({chr(code): 10.0 for code in range(0xAC00, 0xD7A4)})
    table.update(dict.fromkeys(HANGUL, 5.5))
    return table


def _surprisal_of_rank(rank: int) -> float:
    """Return the surprise of the character of that rank: shares fall about as 1 / (rank + 40), measured on jieba's."""
    return 2.4 + math.log(rank + 40)


def _first_rank() -> str:
    """Return the frequent halves of GB 2312 (3,755 characters) and of Big5 (5,401)."""
    return _double_byte_han(0xB0, 0xD7, "gb2312") + _double_byte_han(0xA4, 0xC6, "big5")


def _second_rank() -> str:
    """Return the other halves: GB 2312's 3,008, Big5's 7,652."""
    return _double_byte_han(0xD8, 0xF7, "gb2312") + _double_byte_han(0xC9, 0xF9, "big5")


def _double_byte_han(first: int, last: int, encoding: str) -> str:
    """Return all Han that two bytes stand for whose first lies between the two."""
    pairs = (bytes((lead, trail)) for lead in range(first, last + 1) for trail in range(0x40, 0xFF))
    text = "".join(pair.decode(encoding, "ignore") for pair in pairs)
    return "".join(char for char in text if "\u4e00" <= char <= "\u9fff")


# The characters that printed Chinese uses most, the most frequent first, simplified and traditional side by side.
#
# Made from the word frequencies of jieba's dictionary (MIT licence): its 1,100 most frequent characters, 88 % of its
# corpus, with the forms that OpenCC's tables (Apache licence 2.0) name for them in Taiwan and Hong Kong.


FREQUENT_CHARACTERS = (
    "一是人了不在有大中国國和为爲為这這上他个個地年来來我会會以到时時要出的生学學说說説道民家子也成行下们們于於后後就发發髮自之对對得主长長可过過天作分方用多你着著部能市等业業全里裏裡工公经經本都而高政法面麵门門动"
    "動日进進区區事代那去心小同北定开開产產前其军軍还還然起种種所如现現理机機体體表力好外与與文当當噹两兩实實重新三么麼只隻祇山水关關明从從化平建又制製南内內西没沒此将將员員名手最东東头頭者月间間无無安看见見各城十"
    "相但已些正口通想度加第她合院物性战戰由位常点點海意场場武使次二向嚮治因立数數样樣身情入原问問把路被并並利石老教万萬知级級量任江及应應省资資委务務元美特期世湖回系係繫比气氣汉漢总總展电電科金先声聲提品设設或义義"
    "王社很统統处處四首共马馬形己儿兒司太目基领領队隊直计計别別女权權话話少流命至报報米给給打变變果书書清活几幾州华華解议議更称稱程今决決张張导導术術府才纔保交放管结結师師便走达達族反再题題色五京河接条條规規式县縣"
    "白它改风風光运運信受什组組听聽布佈百济濟党黨指论論强強做取技黄黃神选選记記斯真却卻职職号號界件花类類何眼兵传傳带帶空干幹乾农農边邊据據集联聯古广廣完质質阳陽难難增历歷曆史专專官每住商即步认認车車台臺林必死游遊"
    "举舉线線言皇土团團收考求德叫近备備研争爭非具李众衆眾连連调調感转轉笑革该該持始英克士尔爾让讓拉思根格造较較际際亲親单單朝红紅型价價校约約器字段周週亚亞深候则則功属屬积積快图圖火千准準究往极極育装裝许許参參半令"
    "吃喫观觀鱼魚精办辦像帝八复復複影告远遠群羣包整构構料随隨划劃算象容示投势勢热熱值夫网網望源息语語股铁鐵断斷派速怎需片爱愛律纪紀支早况況病境证證编編越局推满滿且列觉覺服双雙未居除乐樂企引标標确確织織初青志誌率项"
    "項飞飛球节節察龙龍响響药藥站施均消客失轻輕存低甚般击擊曾防请請离離落显顯罗羅营營足素视視护護副食创創余餘照兴興占佔巴虽雖洲村费費易试試星木黑左宝寶置跟央识識维維采採六底宫宮房音环環案批切斗鬥富乡鄉另倒若按查故"
    "突责責严嚴桥橋模仅僅胜勝杀殺围圍席态態破承招杨楊负負层層须須父供续續状狀域似依银銀范範修找九致密终終血旅钱錢赛賽独獨细細效玉冲衝获獲习習医醫演毛尽盡脸臉弹彈楼樓艺藝航陆陸右协協七攻镇鎮检檢写寫苏蘇宗章注阿抗弟"
    "坐验驗封紧緊劳勞户戶优優财財养養适適陈陳喜卫衛衞排射哥油刻留急降念云雲微伤傷例景拿绝絕阶階座刘劉刚剛害印亿億沙母酒助闻聞超审審待压壓升昇送监監策略限竟香配藏敌敵呢差仍兰蘭温溫园園树樹征徵善波哪词詞岛島止预預怕"
    "继繼皮执執味份角草男普答益谁誰船惊驚核街夏宣掌田久画畫辑輯奇尼剑劍吧谈談背免孩礼禮材愿願洋春架筑築括晚乱亂乎讲講尚良友临臨激刀夜室既敢邦挥揮昌板胡欧歐福港叶葉简簡苦担擔句岁歲荆荊贵貴娘守辖轄威宜衣帮幫块塊堂额"
    "額错錯剧劇充欢歡够夠孙孫班呼阵陣销銷坚堅练練脚腳退读讀测測吴吳希宁寧换換版异異某顾顧曲楚典朱毒菜判救宋茶洪含顺順啊鲜鮮败敗货貨矿礦端兄归歸冷忙买買险險康评評肉吗嗎厂廠永哈沉散遗遺停笔筆假输輸牛洞松鬆渐漸顶頂训"
    "訓录錄否述毕畢督控丰豐献獻姑忽爷爺互亮纳納襄登咱钟鍾鐘伯臣雄季脑腦介鄂召饭飯暗扩擴祖齐齊短烈赶趕牌恩诉訴移诗詩础礎露届屆蒙静靜喝盘盤卖賣植授伊湾灣博痛减減穿逐秘祕庭陵固禁票灵靈杂雜姓泽澤吸侧側庆慶妈媽遇追甲馆"
    "館补補唐炮沿殿刺怪彩俄旧舊警索岸轮輪妇婦载載靠附毫怀懷软軟骨探雷旁罪枪槍牙迎序慢盛雨墙牆恶惡谷穀顿頓危稳穩熟概酸操诸諸绿綠佛荣榮针針托託宽寬折野付午肯库庫厚缺罢罷耳屋嘴末谢謝巨培页頁瓦款犯困店智拥擁雪翻圣聖戏"
    "戲旗吉婚奖獎岩巖疑币幣圆圓歌廷健卡烧燒析讨討跑烟煙误誤仙疗療舞亡闭閉汽伸脱脫秋姐繁侵川莫麻秀借寻尋私岗崗卷跳丽麗横橫驻駐套兼您君丁束纸紙夺奪袁灯燈坏壞坦丝絲径徑购購阴陰床牀瞧择擇"
)
