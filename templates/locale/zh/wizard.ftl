# 从首页到缴费：图 2 至图 6。

## 服务用语
wizard-category = 签证类型
wizard-entries-single = 单次入境
wizard-visa-period = 签证有效期
wizard-fee-tourist = 旅游签证规费 { $amount } 美元
wizard-fee-business = 商务签证规费 { $amount } 美元
wizard-fee-medical = 医疗签证规费 { $amount } 美元
wizard-term-today = 如果今天缴费，最迟将于{ $date }作出决定。
wizard-airports = 仅可经以下机场出入境：{ $names }
wizard-note-number = 邀请号码由邀请方提供：请向邀请您的机构或个人索取
wizard-remember = 必须有邀请
wizard-before-paying = 缴费之前
rate-source-nbk = 哈萨克斯坦国家银行
rate-source-demonstration = 演示用虚构汇率

## 首页
wizard-start-title = 哈萨克斯坦电子签证
wizard-start-lead = 凭邀请提交申请，缴纳规费，打印签证。只需填写五项，大约十分钟。
wizard-start-need = 您需要准备
wizard-start-invitation = 10 位数字的邀请号码。由哈萨克斯坦的邀请方取得并告知您。
wizard-start-passport = 护照：签证到期后至少还有 { $months } 个月有效期，并至少有 { $pages } 页空白页。
wizard-start-pay = 支付方式：银行卡、电子钱包或哈萨克斯坦手机号码余额。
wizard-start-now = 开始办理
wizard-start-may-i = 查询您能否获得电子签证
wizard-start-border = 过境时和停留期间

## 门户服务（图 2）
wizard-tile-evisa = 凭邀请申请，缴费，并获取 PDF 签证。
wizard-tile-visas-title = 我的签证
wizard-tile-visas = 您的申请、签证和付款收据。
wizard-tile-help = 每个页面的说明，可以搜索。
wizard-open-title = 已开始、尚未完成
wizard-open-state = 进度
wizard-open-draft = 草稿，保存至 { $date }
wizard-open-unpaid = 已提交，规费未缴
wizard-open-pay = 继续缴费
wizard-discard = 放弃此申请

## 服务页面（图 3）
wizard-country-hint = 您出行所持护照的国家。
wizard-instructions = 全部步骤、费用和规定的纸质说明，可打印或发给旅行者。

## 第 1 步之前的问题
wizard-eligibility-title = 您能获得电子签证吗？
wizard-eligibility-lead = 五个问题，以免您为无法签发的签证注册或付费。在您开始申请之前，不保存任何内容。
wizard-nationality-hint = 以您出行所持护照为准。
wizard-category-hint = 必须与邀请函所列类型一致。
wizard-children = 是否有儿童与您同行？
wizard-children-hint = 包括登记在您本人护照上的儿童。
wizard-passport-until = 护照有效期至
wizard-passport-until-hint = 日、月、年，例如 28.11.2031。护照在签证到期后须再有 { $months } 个月有效期。
wizard-pages = 护照是否至少有 { $pages } 页空白页？
wizard-category-missing = 请选择邀请函所列的签证类型
wizard-children-missing = 请选择是否有儿童与您同行
wizard-pages-missing = 请选择护照空白页是否足够
wizard-not-eligible-title = 无法签发电子签证
wizard-not-eligible-instead = 您可以这样做
wizard-not-eligible-nothing-paid = 未保存任何信息，也无需付费。
wizard-not-eligible-again = 修改回答
wizard-notices-title = 继续之前请阅读
wizard-notices-lead = 您可以获得电子签证。但规费不予退还，请先考虑以下事项。
wizard-continue-anyway = 仍然继续

## 第 1 步（图 4）
wizard-before-title = 填写之前
wizard-invitation-hint = 邀请函上的 10 位数字，例如 3622000299。
wizard-passport-hint = 与护照一致的字母和数字，例如 E12345678。
wizard-sex-hint = 与护照一致。
wizard-birth-date-hint = 日.月.年（DD.MM.YYYY），例如 28.11.1990。
wizard-sex-missing = 请按护照选择性别
wizard-later = 保存，稍后继续
wizard-kept = 您填写的内容保存至 { $date }。您可以从本页继续。
wizard-lookup-wait = { $minutes ->
   *[other] 查询邀请次数过多。请等待 { $minutes } 分钟后再按“下一步”。您填写的内容已保存。
}

## 护照的两行机读码
wizard-mrz-title = 两行机读码的内容
wizard-mrz-right-title = 两行机读码已读取
wizard-mrz-right-text = 所有校验码均正确。以下各项已填好：请与护照核对，然后填写邀请号码。
wizard-mrz-wrong-title = 两行机读码有误
wizard-mrz-wrong-text = 以下各项已填好，但至少有一个字符读错。请将标出的项目与护照核对并改正。
wizard-mrz-name-cut = 姓名占满整行，末尾可能被截断。
wizard-mrz-no-birth-date = 机读码中没有完整的出生日期：请自行填写。
wizard-mrz-digits = 校验码
wizard-mrz-field = 项目
wizard-mrz-digit = 校验码
wizard-mrz-explained = 说明
wizard-mrz-right = 正确
wizard-mrz-wrong = 错误

## 确认（图 5）
wizard-confirm-title = 核对并确认
wizard-confirm-lead = 这是您填写的内容和邀请函所列内容。请与护照核对：信息有误的签证无效。
wizard-confirm-entered = 您的信息
wizard-confirm-visa = 签证
wizard-confirm-inviter-mends = 如果邀请内容有误，请在继续之前请邀请方更正。
wizard-confirm-next = 此步骤之后信息不能再修改。接下来是缴费。
wizard-confirm-missing = 请勾选以确认信息准确无误

## 第 2 步（图 6）
wizard-amount-in-tenge = 坚戈金额
wizard-amount-will-be-fixed = { $minutes ->
   *[other] 按下“支付”后，该金额在 { $minutes } 分钟内不变。
}
wizard-amount-fixed = 该金额保持不变，直至 { $time }。
wizard-rate-missing-title = 目前无法缴费
wizard-rate-missing-text = 今天的汇率尚未到达，因此无法确定坚戈金额。您的申请已保存：请过几小时再试。
wizard-try-again = 重试
wizard-pay-later = 稍后缴费
wizard-withdraw = 撤回此申请

## 放弃
wizard-discard-title = 放弃此草稿？
wizard-discard-text = 您填写的内容将被删除。邀请仍可使用，您可以凭它重新开始。
wizard-discard-yes = 删除草稿
wizard-discarded = 草稿已删除。
wizard-withdraw-title = 撤回此申请？
wizard-withdraw-text = 尚未付款。申请将终止，邀请可再次使用。
wizard-withdraw-yes = 撤回申请
wizard-withdrawn = 申请已撤回。邀请可再次使用。
wizard-withdraw-no = 保留

## 无法办理的情况及下一步
application-too-many-drafts = 您有 { $max } 份未完成的申请。请继续或放弃其中一份，然后再开始新的申请。
application-submitted = 此申请已提交，不能修改。请在“我的签证”中查看进度。
application-step-one-first = 请先填写第 1 步。
application-payment-under-way = 付款正在进行，因此不能撤回申请。请等待付款结果。
application-decided = 此申请已不能撤回。请在“我的签证”中查看进度。
invitation-no-match = 没有与您填写的内容相符的邀请。请将邀请号码和每一项与邀请函及护照核对；如果全部无误，请联系邀请方。
invitation-expired = 此邀请已过期。请向邀请方索取新的邀请。
invitation-used = 此邀请已用于另一份申请。如果是您的申请，请在“我的签证”中继续；否则请联系邀请方。
invitation-name-not-latin = 该邀请函中的姓名无法写入签证的机读区。请让邀请方按护照用拉丁字母更正。
invitation-in-use = 已有申请使用此邀请，因此不能撤销。
rate-absurd = 此汇率与上一个汇率相差超过五分之一。请核对；如果无误，请使用 --force 导入。
payment-rate-stale = 最新汇率已过旧，无法据此缴费。未扣任何款项，您的申请已保存：请过几小时再试。
