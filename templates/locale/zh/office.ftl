# The staff pages: money, settlement files, the ledger, payment plugins.

## Navigation and roles
office-title = 工作人员页面
office-home = 首页
office-home-text = 工作人员由此开始。
office-your-role = 您的角色：{ $role }。
office-nothing-yet = 此角色暂无可用页面。
office-role-applicant = 申请人
office-role-registrar = 登记员
office-role-case-officer = 审批员
office-role-chief = 主管
office-role-cashier = 出纳员
office-role-border-officer = 边检人员
office-role-administrator = 管理员
office-role-auditor = 审计员
office-money = 款项
office-money-text = 当日汇总、差异、结果不明的付款。
office-settlements = 银行对账文件
office-settlements-text = 银行所收款项与本系统付款的核对。
office-ledger = 总账
office-ledger-text = 试算平衡表及当日国库文件。
office-plugins = 支付插件
office-plugins-text = 正在运行的插件、隔离程度及停用原因。

## Columns
office-col-method = 方式
office-col-state = 状态
office-col-attempts = 次数
office-col-amount = 金额
office-times = 时间均为阿拉木图时间（UTC+5）。
office-col-application = 申请
office-col-code = 付款代码
office-col-what = 情况与处理办法
office-col-expected = 应收
office-col-taken = 已扣
office-col-returned = 已退
office-col-opened = 开始时间
office-col-age = 不明时长
office-col-queries = 查询次数
office-col-next = 下次查询
office-col-order = 订单号
office-col-entry = 分录
office-col-posted = 入账时间
office-col-account = 科目
office-col-debit = 借方
office-col-credit = 贷方
office-col-second = 第二人
office-col-plugin = 插件
office-col-lines = 行数
office-col-imported = 导入时间
office-col-sha256 = SHA-256
office-col-occurred = 银行时间
office-col-version = 版本
office-col-confinement = 隔离
office-col-verified = 认证

## The day
office-find = 查找付款
office-find-hint = 付款代码、申请编号或银行订单号
office-find-none = 未找到此编号。请与收据或银行对账单核对后重试。
office-days = 其他日期
office-today = 今天
office-totals = { $day }的付款
office-totals-none = 当日没有付款。
office-totals-taken = 合计已扣
office-held = 差异
office-held-none = 没有待处理事项。
office-waits-decision = 等待第二人决定
office-unknown = 结果不明
office-unknown-none = 所有付款的结果均已知。
office-late = 已超过 { $limit }：请致电银行。
office-late-title = 结果不明时间过长
office-late-text = 超过 { $limit } 仍无结果的付款：{ $count } 笔。付款人暂时无法重新付款。

## States
office-state-created = 已开始
office-state-customer = 等待付款人
office-state-sent = 已发送银行
office-state-pending = 银行处理中
office-state-unknown = 不明
office-state-paid = 已支付
office-state-declined = 已拒绝
office-state-closed = 已关闭（未扣款）
office-state-refunded = 已退款
office-state-part-refunded = 部分退款
office-state-disputed = 被付款人银行追回

## Holds
office-hold-amount = 扣款金额不符
office-hold-amount-do = 请与银行对账单核对，然后退款，或附对账单记录提出处理决定。
office-hold-duplicate = 重复支付
office-hold-duplicate-do = 一次付款即可。请申请退还第二笔。
office-hold-contradiction = 银行答复前后矛盾
office-hold-contradiction-do = 请书面询问银行哪个答复有效，并附其函件提出处理决定。
office-hold-late = 无需付款时到账
office-hold-late-do = 如申请已不再需要，请申请退款。
office-hold-unmatched = 银行文件中缺失
office-hold-unmatched-do = 当日及次日的银行文件均无此笔。请向银行查询款项去向。
office-hold-unresolved = 银行没有答复
office-hold-unresolved-do = 三天查询无果。请导入当日对账文件，或附银行函件提出处理决定。
office-hold-charged-back = 付款人银行已追回款项
office-hold-charged-back-do = 请与审批员决定签证如何处理，然后将此事项标为已查看。

## One payment, one attempt
office-payment = 付款
office-payment-attempts = 此付款的各次尝试
office-payment-none = 尚未选择支付方式。
office-attempt = 付款尝试
office-provider-ref = 银行参考号
office-approval = 授权码
office-instrument = 付款工具
office-query = 立即查询银行
office-queried = 上次查询
office-never-queried = 尚未查询银行。
office-query-done = 正在查询银行。请几秒后刷新页面。
office-evidence = 证据（按时间顺序）
office-evidence-opened = 开始
office-evidence-request = 向银行的请求
office-evidence-reply = 银行答复
office-evidence-customer = 付款人
office-evidence-callback = 银行回调
office-evidence-observation = 插件读取结果
office-evidence-fault = 插件故障
office-evidence-step = 状态变更
office-evidence-settlement = 对账文件记录
office-evidence-staff = 工作人员
office-evidence-refund = 退款
office-entries = 总账分录
office-entries-none = 此次尝试没有分录。

## Decisions
office-decide = 处理决定
office-decide-open = 提出处理决定
office-decision = 决定内容
office-decision-paid = 已支付：银行凭证显示已收款
office-decision-not-paid = 未支付：银行凭证显示未扣款
office-decision-returned = 银行已自行退还
office-decision-refund-done = 进行中的退款已完成
office-decision-refund-not-done = 进行中的退款未完成
office-decision-charged-back = 付款人银行已追回款项
office-decision-reviewed = 已查看：解除标记，其余不变
office-reason = 理由
office-reason-hint = 简要说明，使第二人无需询问即可理解。请勿填写个人信息。
office-shown-by = 依据
office-shown-by-hint = 例如对账单记录，或银行函件的编号和日期
office-propose = 提交
office-propose-done = 已提交，须由第二人决定。
office-proposed-at = 提交时间
office-decision-waits = 等待第二人决定
office-own-proposal = 此项由您提出，须由第二人决定。
office-waits-chief = 由主管决定。
office-approve = 同意
office-reject = 拒绝
office-decide-done = 您的决定已记录。
office-choose-decision = 请选择决定内容。
office-choose-verdict = 请点击“同意”或“拒绝”。

## Refunds
office-refund = 退款
office-refund-open = 申请退款
office-refunds = 退款
office-refund-amount = 金额（坚戈）
office-refund-hint = 最多 { $most }，格式如 { $plain }
office-refund-ask = 申请退款
office-refund-done = 已申请，须由第二人决定。
office-refund-proposed = 建议退款
office-refund-asked = 退款等待第二人
office-refund-approved = 退款已同意，尚未发送
office-refund-refunding = 银行退款中
office-refund-refunded = 已退款
office-refund-rejected = 退款被拒绝
office-refund-failed = 退款失败
office-amount-malformed = 请填写坚戈金额，例如 31062.40。

## Settlement files
office-settlement-import = 导入文件
office-settlement-file = 银行文件
office-settlement-hint = 最大 1 MB。可重复导入：已知记录不会产生任何变化。
office-settlement-send = 导入
office-settlement-choose = 请选择出具该文件的银行插件。
office-settlement-no-file = 请选择文件。
office-settlement-done = 已导入。共 { $lines } 行，新增 { $new } 行。
office-settlement-open = 尚未匹配的记录
office-settlement-open-none = 所有记录均已匹配。
office-settlement-files = 文件
office-settlement-files-none = 尚未导入文件。
office-settlement-report = 对账报告
office-settlement-counts = 结果
office-settlement-lines = 文件记录
office-settlement-more = 其余记录见下载的报告。
office-settlement-csv = 下载报告（CSV）
office-line-matched = 已匹配
office-line-missing-here = 本系统无记录
office-line-missing-there = 银行文件中缺失
office-line-amount = 金额不符
office-line-duplicate = 重复
office-line-status = 状态不同

## Ledger
office-balance = 试算平衡表
office-balanced = 借贷平衡
office-unbalanced = 借贷不平衡：请联系管理员
office-sum = 合计
office-treasury = 国库文件
office-treasury-text = 当日每笔入账或冲销的费用一行，入账代码 620301 / 911 / 108126。
office-day = 日期
office-treasury-take = 下载文件（CSV）

## Plugins
office-plugins-table = 配置中的插件
office-plugins-none = 配置中没有支付插件。
office-plugins-loose = 支付插件未完全隔离
office-plugins-loose-text = 系统内核缺少所需功能（{ $how }）。收取真实款项前请升级。
office-plugin-on = 运行中
office-plugin-off = 已停用
office-plugin-resting = 故障后暂停
office-plugin-resting-text = 连续故障过多，稍后会自动重试。原因见日志。
office-plugin-disabled = 仅完成已开始的付款
office-plugin-live = 真实款项
office-plugin-test = 测试系统
office-plugin-ungranted = 请求了未获授权的信息：
office-plugin-verified = 级别 { $level }，协议 { $protocol }，测试套件 { $kit }
office-plugin-unverified = 未经套件检验：evisa plugin check
