# Accounts: log in, register, confirm, forgotten password, my details, password and sessions.

## Fields
account-email = 电子邮箱
account-password = 密码
account-password-new = 新密码
account-password-old = 当前密码
account-password-hint = 至少 { $min } 个字符。几个互不相关的词容易记住，却很难猜到。
account-password-show = 显示密码
account-password-hide = 隐藏密码
account-surname = 姓
account-given = 名
account-patronymic = 父名
account-name-hint = 与护照一致
account-name-wrong = 请按护照用字母或汉字填写姓名
account-lang = 我们邮件的语言
account-consent = 我同意门户网站保存这些信息，并用于办理我的签证申请
account-consent-privacy = 保存什么、为什么、保存多久
account-email-letters = 电子邮箱中不应有这些字符：{ $letters }。有些字符只是看起来像拉丁字母：请用拉丁字母重新输入

## Log in
account-login-ways = 登录方式
account-register-do = 注册
account-way-off = 此处不能用这种方式登录
account-way-instead = 用电子邮箱和密码登录
account-eds-off = 本门户网站未与认证中心连接，无法验证数字签名。请用电子邮箱和密码登录；如果还没有账户，请先注册。
account-egov-off = 本门户网站未与 eGov 连接。请用电子邮箱和密码登录；如果还没有账户，请先注册。
sign-in-wrong = 电子邮箱与密码不匹配。请检查两者，或通过“忘记密码？”设置新密码
sign-in-unconfirmed = 此邮箱尚未确认。我们刚刚向您发送了新链接：请打开邮件，在链接页面上按按钮，然后在此登录

## Register
account-register-lead = 有了账户，您就可以申请、缴费并下载签证。注册免费。
account-has-account = 我已有账户
account-email-taken = 此邮箱已有账户。请使用其他邮箱。
account-sent-title = 请查看您的邮箱
account-sent-to = 邮件发往 { $email }。如果邮箱有误，请重新注册。
account-sent-text = { $hours ->
   *[other] 我们已向您发送邮件。请在 { $hours } 小时内打开其中的链接并按下页面上的按钮，之后即可登录。
}
account-sent-missing = 几分钟后仍未收到邮件？请查看垃圾邮件，然后检查邮箱并重新注册。
account-sent-again = 重新注册
account-confirm-title = 确认您的电子邮箱
account-confirm-text = 请按下按钮，之后即可登录。
account-confirm-do = 确认邮箱
account-confirmed-title = 邮箱已确认
account-confirmed-text = 现在您可以用电子邮箱和密码登录。
account-link-dead-title = 此链接已失效
account-link-dead = 邮件中的链接只能使用一次，并且有效时间很短。此链接可能已使用、已过期，或者没有完整复制。
account-link-dead-confirm = 请用电子邮箱和密码登录。如果邮箱尚未确认，我们会向您发送新链接。
account-link-dead-reset = { $minutes ->
   *[other] 请索取新邮件。其中的链接在 { $minutes } 分钟内有效。
}

## Forgotten password
account-forgot-text = 请输入您注册时使用的电子邮箱。我们会发送邮件，您可通过其中的链接设置新密码。
account-forgot-do = 发送邮件
account-forgot-sent = { $minutes ->
   *[other] 请在 { $minutes } 分钟内打开邮件中的链接，设置新密码。
}
account-forgot-missing = 几分钟后仍未收到邮件？请查看垃圾邮件，并确认您是否用此邮箱注册。
account-forgot-again = 索取新邮件
account-sent-to-if = 如果 { $email } 有账户，邮件已发往该邮箱。
account-reset-title = 设置新密码
account-password-text = 更改密码后，您将在所有设备上退出，需要用新密码登录。
account-password-save = 保存新密码
account-password-set = 新密码已保存，您已在所有设备上退出。请用新密码登录。
account-password-change = 更改密码
password-wrong = 这不是您当前的密码。请重新输入。如果忘记了，请退出登录后使用“忘记密码？”

## Personal account
account-email-change = 更改电子邮箱
account-email-change-text = 我们会向新邮箱发送邮件。打开邮件中的链接并按下页面上的按钮后，您就用新邮箱登录。旧邮箱也会收到通知。
account-email-new = 新电子邮箱
account-email-change-do = 发送邮件
account-email-same = 您已在使用此邮箱登录。请输入其他邮箱
account-email-change-sent = 邮件已发往新邮箱。确认之前，您仍用旧邮箱登录。
account-email-waiting = 尚未确认：{ $email }。请打开我们发往该邮箱的邮件，或重新申请。
account-email-confirm-title = 确认新电子邮箱
account-email-confirm-text = 请按下按钮：此后用新邮箱登录，所有会话都将结束。
account-email-confirmed = 已完成。请用新邮箱登录。
account-email-object-title = 不是您更改的邮箱？
account-email-object-text = 请按下按钮：旧邮箱将保留或恢复。如果已被更改，所有会话都将结束，我们会向您发送设置新密码的链接。
account-email-object-do = 保留旧邮箱
account-email-kept = 更改已取消，您的邮箱保持不变。有人知道您的密码，请登录并更改密码。
account-email-put-back = 您的旧邮箱已恢复，所有会话已结束。请打开我们的新邮件，并在 { $minutes } 分钟内设置新密码；如果超时，请在此重新申请。
account-session-device = 设备
account-details-saved = 您的信息已保存。
account-sessions-title = 您的登录位置
account-sessions-text = 如果有您不认识的会话，请结束它并更改密码。
account-sessions-last = { $minutes } 分钟不使用即自动退出，无论如何 { $hours } 小时后都会退出。
account-sessions-caption = 当前会话
account-session-began = 登录时间
account-session-used = 最近使用
account-session-network = 网络
account-session-state = 结束
account-session-this = 此浏览器
account-session-end = 结束此会话
account-sessions-end-others = 结束其他所有会话
account-sessions-ended = 已完成：使用者需要重新登录。

## Instructions "User authorization"
account-help-title = 用户登录
account-help-first = 首次登录
account-help-register = 点击“注册”，填写姓名、电子邮箱和一个别处不用的密码。
account-help-letter = { $hours ->
   *[other] 请在 { $hours } 小时内打开我们的邮件，进入其中的链接并点击“确认邮箱”。
}
account-help-login = 用此邮箱和密码登录，即进入门户网站服务。
account-help-trouble = 如果无法登录
account-help-old = 旧门户网站的账户在此无效，请重新注册。
account-help-forgot = { $minutes ->
   *[other] 如果忘记密码，请点击“忘记密码？”。邮件中的链接在 { $minutes } 分钟内有效。
}
account-help-tries = 多次输错密码后需要稍等片刻，页面会说明等待时间。
account-help-safe = 在公用电脑上
account-help-leave = { $minutes ->
   *[other] 使用完毕请点击“退出登录”。{ $minutes } 分钟不使用也会自动退出。
}
