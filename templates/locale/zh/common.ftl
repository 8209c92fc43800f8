# 各部分共用的词语和句子。四种语言的键和参数相同。

## 词语
yes = 是
no = 否
back = 返回
continue = 继续
save = 保存
close = 关闭
change = 修改
search = 搜索
show = 显示
send = 发送
confirm = 确认
none-given = 未提供
total = 合计

## 每个页面的框架
language-bar = 语言
skip-to-content = 跳到主要内容
error-title = 错误：{ $title }
error-summary = 请更正以下问题
warning-heading = 注意
demo-band = 演示版。此处所有内容均为虚构：不签发签证，也不扣款。
footer-label = 关于本服务
pagination = 页码
pagination-previous = 上一页
pagination-next = 下一页
pagination-position = 第 { $a } 页，共 { $b } 页

## 出现问题时
too-many-title = 请求过于频繁
too-many-body = { $minutes ->
   *[other] 请等待 { $minutes } 分钟后再试。
}
denied-title = 无法执行此操作
sign-in-first-title = 请先登录
sign-in-first-body = 登录后您将返回此页面。
signed-out-title = 您已退出登录
signed-out-body = 您可以关闭此页面，或重新登录。
stay-signed-in = 保持登录

## 字段错误：说明该怎么做，并举例
field-required = 请填写此项
field-choose = 请选择一个选项
field-confirm = 请勾选以确认
field-too-long = { $max ->
   *[other] 最多输入 { $max } 个字符
}
field-date-future = 请输入过去的日期，例如 08.06.1990
field-email = 请输入带 @ 符号的电子邮箱，例如 name@example.com
field-phone = 请输入带国家代码的号码，例如 +7 700 111 22 33
field-passport-number = 请按护照输入护照号码：最多 9 位字母和数字，例如 E12345678
field-invitation = 请输入邀请函上的 10 位数字，例如 3622000299
field-country = 请从列表中选择国家，例如中国

## 日期、金额、大小、时长
date-hint = 日.月.年，例如 08.06.1990
date-time = { $date } { $time }（阿拉木图时间，{ $offset }）
date-range = { $from } 至 { $to }
money-kzt = { $amount }{"\u00A0"}₸
money-usd = { $amount }{"\u00A0"}美元
size-kb = { $n }{"\u00A0"}KB
size-mb = { $n }{"\u00A0"}MB
duration-days = { $n ->
   *[other] { $n }天
}
duration-working-days = { $n ->
   *[other] { $n }个工作日
}
duration-hours = { $n ->
   *[other] { $n }小时
}
duration-minutes = { $n ->
   *[other] { $n }分钟
}
duration-seconds = { $n ->
   *[other] { $n }秒
}
duration-two = { $larger }{ $smaller }

## 手册插图中的标签
hdr-portal = 国家签证移民门户
hdr-login = 登录
hdr-or = 或
hdr-register = 注册
hdr-logout = 退出登录

login-tab-pw = 用户名/密码
login-tab-eds = 数字签名
login-tab-egov = eGov
login-warn-old = 注意！如果您曾在旧门户网站注册，需要重新注册。
login-forgot = 忘记密码？
login-help = “用户登录”使用说明

home-title = 门户服务

svc-evisa = 电子签证
svc-title = 签发哈萨克斯坦共和国入境/出境签证
svc-country = 国家
svc-entries = 入境次数
svc-get = 申请签证
svc-types = E-VISA 适用于以下签证类型：

type-business = 单次入境商务签证
type-tourist = 单次入境旅游签证
type-medical = 单次入境医疗签证

svc-fullname = 服务全称
svc-provider = 服务提供机构
svc-provider-v = 哈萨克斯坦共和国驻外机构/地方机构（下称“服务提供方”）
svc-who = 谁可以获得服务？
svc-who-v = 外国公民
svc-term = 办理时限
svc-term-v = 5（五）个工作日。如协调机构未在规定期限内答复，则在收到批准后1个工作日内提供服务。
svc-fee = 服务费用

fee-tourist = 旅游签证规费 60 美元
fee-business = 商务签证规费 80 美元
fee-medical = 医疗签证规费 80 美元

svc-instr = 服务办理说明
svc-instr-dl = 下载说明

note-norefund = 领事费不予退还
note-invite = 仅凭哈方有效邀请签发电子签证
note-match = 信息必须与邀请函中的数据一致
note-print = 过境时须出示打印的电子签证
note-airports = 仅可经努尔苏丹（阿斯塔纳）和阿拉木图国际机场出入境
note-children = 不向携带儿童入境的外国人签发电子签证
note-carry = 在哈期间须随身携带电子签证打印件和护照

wiz-title = 凭邀请办理电子签证
wiz-step = 第 { $a } 步

s1-title = 请填写您的个人信息
s1-hint = 输入的信息须与外国公民的有效证件一致

f-invitation = 邀请号码
f-passport = 护照号码
f-sex = 性别
f-dob = 出生日期
f-nationality = 国籍
f-required = * 必填项

b-cancel = 取消
b-next = 下一步

s1-inviter = 邀请组织或个人

f-iin = 个人/企业识别号（IIN/BIN）
f-org = 机构名称
f-addr = 地址

s1-stay = 在哈萨克斯坦的停留地址

f-region = 地区
f-street = 街道
f-house = 门牌号

s1-confirm = 我确认所提供信息准确无误，并知悉如提供虚假信息，服务结果将无效

s2-title = 缴纳服务规费

f-payer = 付款人
f-beneficiary = 收款方
f-taxcode = 税务机关代码
f-knp = 付款用途代码（KNP）
f-kbk = 预算分类代码（KBK）
f-currency = 货币
f-amount = 金额

s2-epay = 付款将在哈萨克斯坦电子政府支付页面（E-Pay）进行

b-pay = 支付

gw-title = 电子政府支付网关
gw-sum = 金额（不含手续费）
gw-fee = 手续费
gw-fee-note = 手续费（坚戈）由执行支付交易的银行或机构规定
gw-methods = 支付方式
gw-cards = 银行卡
gw-wallets = 电子钱包
gw-mobile = 手机余额扣款
gw-mobile-note = 将从您的手机号码余额中扣款
gw-sub = 用户信息
gw-code = 唯一付款代码
gw-terms = 条款
gw-resp = 付款人对所填付款信息和金额的正确性负责

card-order = 订单金额
card-name = 持卡人姓名
card-pan = 卡号
card-exp = 有效期
card-month = 月
card-year = 年
card-cvv = CVV2/CVC2/CID – 3 位（American Express 为 4 位）
card-cvv-help = 在哪里找到 CVV2/CVC2 码？
card-limit = 支付限时 30 分钟或 5 次尝试
card-email = 您的有效电子邮箱
card-notify = 发送错误通知
card-phone = 您的联系电话
card-wait = 注意！点击“支付”后请务必等待服务器响应！

wal-sum = 支付金额
wal-num = 请输入钱包号码
wal-ex = 示例：77001112233

mob-num = 请输入电话号码

pay-wait = 付款处理中，请等待付款确认

rec-title = 电子收据

s3-title = 服务办理结果
s3-pdf = 下载签证（PDF）

acc-title = 个人中心
acc-me = 我的信息
acc-visas = 签证

col-name = 姓名
col-period = 有效期
col-fromto = { $a } 至 { $b }
col-app = 申请编号/日期
col-status = 签证状态

st-approved = 已批准
st-paid = 已付款
st-progress = 办理中
st-unpaid = 付款未完成

b-update = 更新状态
b-receipt = 付款收据
b-send = 发送到邮箱
b-print = 打印
