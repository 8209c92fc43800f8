# The applicant's visas: list, one application, result of the service, documents; and the inbox of a demonstration.

documents-not-yet = 暂无文件：付款后即可打开。如已付款，请在“签证”中点击“更新状态”。
visa-seal-waits = 签证已签发，但尚未加盖数字印章。盖章后即可打开文件，请几分钟后再来。
name-not-printable = 签证上无法打印这些字符：{ $characters }。请按护照用拉丁字母填写姓名。
name-not-latin = 字符“{ $letter }”没有拉丁字母写法。请按护照最下面两行用拉丁字母填写姓名。
name-without-letters = 姓名中没有任何字母。请按护照填写。

## Status
visas-state-draft = 草稿
visas-state-in-review = 审核中
visas-state-refused = 已拒绝
visas-state-withdrawn = 已撤回
visas-payment-checking = 正在核实付款
visas-payment-refunded = 已退款
visas-payment-disputed = 付款已被银行撤回

## My visas
visas-table = 申请与签证
visas-col-documents = 电子签证、付款收据
visas-col-send = 发送
visas-comma = {"、"}
visas-due = 决定期限：{ $date }
visas-empty-title = 您还没有签证
visas-empty-text = 申请时需要邀请号码和护照。
visas-empty-start = 申请电子签证
visas-search-label = 申请编号或邀请号码
visas-search-all = 显示全部
visas-search-none = 您的申请中没有号码 { $number }。请与邮件中的数字核对，或显示全部申请。
visas-drafts = 尚未提交
visas-draft-begun = { $date } 开始填写的申请
visas-draft-missing = 尚缺：{ $fields }
visas-draft-match = 内容已填完。请继续：我们将与邀请函核对。
visas-draft-confirm = 已找到邀请函。请确认信息无误，然后缴费。
visas-draft-kept = 草稿保存至 { $date }。
visas-draft-discard = 删除草稿
visas-sent = 文件正在发送至 { $email }，通常几分钟内送达。

## One application
visas-one-title = 申请 { $number }
visas-one-draft = 尚未提交的申请
visas-now-draft = 您已开始填写此申请。确认并提交后方为有效。
visas-now-due = 我们已收到您的申请。缴费后将继续办理。
visas-now-checking = 我们正在向银行核实您的付款。收到答复前请勿重复付款。
visas-now-in-review = 费用已缴。工作人员正在审核您的申请。
visas-now-granted = 已批准，付款完成。您的签证已备妥。
visas-now-refused = 签证申请被拒绝。能否再次申请请咨询哈萨克斯坦使馆；费用不予退还。
visas-now-withdrawn = 您已撤回此申请。可凭同一邀请重新申请。
visas-next-title = 接下来的步骤
visas-next-submit = 您确认信息并提交申请。
visas-next-fee-paid = 您缴费后签证立即签发，因为邀请已获批准。
visas-next-fee-paid-for-review = 您缴费后，工作人员开始审核申请。
visas-next-grant = 签证获批：我们会发送至您的邮箱，并在此显示。
visas-next-refuse = 签证被拒：我们会写信通知您。
visas-next-withdraw = 您撤回申请：邀请可再次使用。
visas-next-none = 没有了：此申请已办结。
visas-events = 办理记录
visas-event-begun = 您开始填写申请
visas-event-submit = 您确认信息并提交了申请
visas-event-fee-paid = 费用已缴，签证已签发
visas-event-fee-paid-for-review = 费用已缴，开始审核
visas-event-grant = 签证已获批
visas-event-refuse = 签证被拒绝
visas-event-withdraw = 您撤回了申请
visas-documents = 文件
visas-not-yet = 电子签证仅在状态为“已批准，付款完成”时才能打开。
visas-taken-back = 此签证已失效，无法打印。请联系签发使馆。
visa-place-of-issue = 阿斯塔纳
visas-open-print = 打开并打印
visas-payment = 付款
visas-payment-state = 付款状态
visas-paid-at = 付款时间
visas-invitation = 邀请
visas-category = 签证种类
visas-withdraw = 撤回申请

## The promised day
visas-promise = 我们将于 { $date } 前作出决定。
visas-promise-why = 即 { $paid } 之后的{ $period }，不计休息日：{ $off }。
visas-promise-why-plain = 即 { $paid } 之后的{ $period }。
visas-promise-provisional = 该年度的节假日尚未最终确定，日期可能变动。
visas-promise-passed = 期限已过：协调部门尚未答复。您无需操作，我们会写信通知您。
visas-promise-late = 如协调部门延迟答复，签证将在其批准后 1 个工作日内办妥。

## Step 3 and the e-visa
visas-granted-title = 您的签证已备妥
visas-granted-text = 费用已缴，签证已签发，同时发送至您的邮箱。
visas-what-now = 接下来怎么做
visas-compare = 请将签证与护照核对：姓名、号码、出生日期、国籍。
visas-review-text = 目前无需操作。一有决定我们会写信通知您。
visas-wait-text = 如已扣款，请勿重复付款：点击“更新状态”，我们将向银行查询。
visas-wait-back = 前往付款
visas-to-application = 前往申请页面
visas-paper-lead = 建议用 PDF 打印和保存签证：只有一页，在任何打印机上效果一致。
visas-paper-how = 本页也可打印在一张纸上：点击此处或浏览器菜单中的“打印”。如需保存文件，请选择“另存为 PDF”。

## The inbox of a demonstration
inbox-title = 演示邮件
inbox-lead = 演示中不会真正发送邮件。门户要发送的邮件都在这里，链接可用。
inbox-letters = 邮件（最新在前）
inbox-subject = 主题
inbox-to = 收件人
inbox-at = 发送时间
inbox-empty-title = 暂无邮件
inbox-empty-text = 请注册或提交申请：邮件稍后会出现在这里。
inbox-attachments = 附件
