# What payment methods ask and say: titles of their forms, and why a payment was declined. Plugins name these keys.

## The e-wallet (figure 9)
method-wallet-title = 请输入您的 Kazpost 电子钱包号码
method-wallet-number-wrong = 这不是钱包号码。请输入 11 位数字，例如 77001112233。
method-wallet-not-found = 没有此号码的钱包。请核对号码后重新输入。
method-wallet-blocked = 此钱包已被冻结，未扣款。请联系 Kazpost，或选择其他方式。

## The mobile balance (figure 10)
method-mobile-title = 请输入手机号码
method-mobile-number-wrong = 无法用此号码付款。请核对哈萨克斯坦手机号码后重新输入，例如 +7 701 111 22 33。
method-mobile-numbers = 输入的不同号码过多，未扣款。请重新选择付款方式。
method-mobile-tele2 = 此处不能用 Tele2 和 Altel（700、707、708、747）的话费余额付款。请输入 activ、Kcell 或 Beeline 的号码，或选择其他方式。
method-mobile-like-kcell = 此号码看似 activ 或 Kcell 的号码。如果现在已属于 Beeline，请再按一次“支付”；否则请选择“activ / Kcell”方式。
method-mobile-like-beeline = 此号码看似 Beeline 的号码。如果现在已属于 activ 或 Kcell，请再按一次“支付”；否则请选择“Beeline”方式。
method-mobile-like-other = 此号码不像所选运营商的号码。如果确实是，请再按一次“支付”；否则请输入其他号码。
method-mobile-operator-unsupported = 此号码的运营商不支持这种付款。请输入其他号码，或选择其他方式。
method-mobile-code-refused = 目前无法向此号码发送验证码。请几分钟后重新输入号码，或输入其他号码。

## The confirmation code
method-code-title = 请输入短信中的验证码以确认付款
method-code-wrong-shape = 验证码为四到八位数字。请按短信内容输入。
method-code-wrong = 验证码错误，未扣款。请重新输入，或获取新的验证码。
method-code-expired = 验证码已过期，未扣款。请获取新的验证码。
method-code-resent = 新的验证码已发送。请输入新码，之前的验证码已失效。
method-code-not-sent = 目前无法再发送验证码。请输入最后收到的验证码，或一分钟后再试。
method-code-resend-limit = 无法再发送验证码。请输入最后收到的验证码。
method-code-exceeded = 验证码输错次数过多，未扣款。请重新选择付款方式。

## Why a payment was declined
method-balance-low = 余额不足，未扣款。请充值或选择其他方式。
method-limit-exceeded = 金额超出此方式的限额，未扣款。请选择其他方式。
method-declined = 付款被拒绝，未扣款。请选择其他方式。
method-cancelled = 付款已取消或已超时，未扣款。请重新选择付款方式。
method-card-refused = 银行拒绝了该卡，未扣款。请换一张卡或选择其他方式。
method-try-again = 请求未能发出，未扣款。请再试一次。
