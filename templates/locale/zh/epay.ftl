# The gateway (E-Pay): choosing, waiting, coming back, and why a payment cannot go on.

## The gateway page (figure 7)
epay-brand = e-pay
epay-time-left = 剩余付款时间：
epay-attempts-left = 剩余尝试次数：{ $attempts }/{ $max }
epay-choose = 请选择付款方式。每种方式的手续费和总金额均已事先列明。
epay-total = 应付
epay-commission-added = 手续费（由银行加收）
epay-commission-included = 手续费（已含）
epay-other-methods = 其他方式
epay-group-none = 此处暂未提供。
epay-accepts-halyk = 任何银行的 Visa、Maestro、Visa Electron、Mastercard 卡
epay-accepts-card = Visa、Mastercard 卡
epay-accepts-wallet = 将从您的电子钱包余额中扣款
epay-amount-outside = 该方式仅接受 { $min } 至 { $max } 的金额。请选择其他方式。
epay-needs-iin = 此方式需要个人识别码（IIN），而您的账户中没有。请选择其他方式。
epay-commission-unknown = 此方式的手续费无法事先得知，因此暂不提供。
epay-unconfined = 付款方式目前未在系统的完整保护下运行。使用真实资金付款前请告知管理员。
epay-no-method-title = 目前没有可用的付款方式
epay-no-method-text = 您的申请已保存。请几分钟后重新打开本页面。
epay-method-off = 有一种付款方式目前已停用。
epay-recipient = 付款信息
epay-purpose-term = 付款用途
epay-purpose = 电子签证规费，申请编号 { $number }
epay-over-title = 本次付款时段已结束
epay-over-text = 您的申请已保存，未扣款。请开始新的付款时段：金额将按新汇率计算。
epay-over-button = 开始新的付款时段

## The waiting page (figures 8.1 and 12)
epay-wait-title = 付款
epay-connecting-title = 正在连接银行…
epay-connecting-text = 通常只需几秒钟。页面会自动更新。
epay-bank-title = 现在请在银行页面付款
epay-bank-text = 付款后请等待银行答复：银行会将您带回此处。即使关闭页面，付款也不会丢失。
epay-bank-button = 前往银行页面
epay-bank-safe = 银行卡信息仅在银行页面输入，本门户不会看到。
epay-back-title = 您已从银行页面返回
epay-back-text = 银行尚未确认付款。如已付款，请勿重复付款：我们正在向银行查询。如未付款，请再次前往银行页面。
epay-fill-title = 请输入信息以完成付款
epay-fill-text = 按“支付”后请等待结果。
epay-field-code = 验证码
epay-field-code-hint = 短信中的数字
epay-field-text = 付款方式所需信息
epay-code-valid = 验证码剩余有效时间：
epay-resend = 重新发送验证码
epay-resend-after = 重新发送验证码还需等待
epay-tries-left = 还可输入 { $tries } 次。
epay-working-title = 银行正在处理付款
epay-checking-title = 我们正在与银行核对：请勿重复付款
epay-checking-text = 目前尚不清楚是否已扣款。在银行答复之前，不会开启新的付款。
epay-close-text = 您可以关闭本页面：我们会继续向银行查询，并通过电子邮件通知您。
epay-held-title = 工作人员正在核查您的付款
epay-held-text = 银行报告的付款与预期不符，或长时间未答复。请勿重复付款。如有需要，请写信给我们并注明付款代码。
epay-declined-title = 付款未成功
epay-declined-text = 银行拒绝了付款，未扣款。请尝试其他银行卡或其他方式。
epay-technical-text = 无法连接付款方式，未扣款。请重试或选择其他方式。
epay-choose-again = 重新选择付款方式
epay-switch = 选择其他方式
epay-order = 付款内容
epay-method = 付款方式

## Coming back without being signed in
epay-return-title = 正在核对付款
epay-return-text = 请登录查看结果。请勿重复付款：我们也会发送电子邮件。

## Why something cannot be done
payment-already-paid = 该规费已支付。结果请见“签证”页面。
payment-not-due = 该申请无需付款。
payment-choose-again = 页面已过期。请重新选择付款方式。
payment-commission-changed = 此方式的手续费已变化。请查看新的金额后重新选择。
payment-code-too-early = { $seconds } 秒后才能重新发送验证码。您已收到的验证码仍然有效。
payment-sessions-exhausted = 该申请发起付款的次数过多。请写信给我们并注明付款代码。
payment-form-not-awaited = 该表单已不再有效：已提交或已超时。付款状态见下文。
payment-calling-off = 我们正在请支付机构撤销这笔付款。一旦确认未扣款，您即可选择其他方式。在此之前请勿重复付款。
payment-checking-do-not-pay-twice = 我们正在与银行核对。请勿重复付款：约 { $minutes } 分钟后再查看。
payment-attempt-under-way = 付款已在进行中。状态见下文。
payment-attempts-used = 本时段的 { $attempts } 次尝试已用完。请开始新的付款时段。
payment-session-over = 付款限时 { $minutes } 分钟已结束。
