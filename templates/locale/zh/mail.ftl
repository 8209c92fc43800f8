# 邮件中的句子。四种语言的键和参数相同。

mail-greeting = { $name }，您好：
mail-greeting-nameless = 您好：
mail-sender = { $portal }。本邮件由系统自动发送。
mail-link-works = 链接只能使用一次。有效时间：{ $period }。
mail-open-application = 打开申请

## 确认邮箱
mail-confirm-subject = 请确认您的电子邮箱
mail-confirm-body = 有人在门户网站注册账户时填写了此邮箱。确认邮箱后即可登录。
mail-confirm-action = 确认邮箱
mail-confirm-not-you = 如果不是您本人操作，无需理会：未经确认，任何人都无法使用该账户。

## 账户已存在
mail-already-subject = 您已有账户
mail-already-body = 有人尝试用此邮箱注册新账户。您已有账户，没有任何更改。
mail-already-action = 用您的密码登录
mail-already-reset = 如忘记密码，请设置新密码
mail-already-not-you = 如果不是您本人操作，无需理会：我们没有告诉对方您已有账户。

## 新密码
mail-reset-subject = 请设置新密码
mail-reset-body = 您申请为门户网站账户设置新密码。
mail-reset-action = 设置新密码
mail-reset-not-you = 如果不是您本人操作，无需理会：您的密码保持不变。请勿将此链接交给任何人。

mail-changed-subject = 您的密码已更改
mail-changed-body = 您的门户网站账户密码已更改：{ $at }。
mail-changed-was-you = 如果是您本人操作，无需再做任何事。
mail-changed-not-you = 如果不是您本人操作，他人可能已进入您的账户。请立即设置新密码，并检查是否有他人能查看您的邮箱。
mail-changed-action = 设置新密码

## Another e-mail address
mail-email-new-subject = 请确认您的新电子邮箱
mail-email-new-body = 有人申请用此邮箱登录您的门户网站账户。请确认；确认之前仍用旧邮箱登录。
mail-email-new-not-you = 如果不是您本人操作，请不要理会：未经确认，不会有任何变化。
mail-email-asked-subject = 有人申请更改您的电子邮箱
mail-email-asked-body = 您的门户网站账户被申请改用其他电子邮箱：{ $at }。目前尚未更改。
mail-email-made-subject = 您的电子邮箱已更改
mail-email-made-body = 您的门户网站账户现已改用其他电子邮箱登录：{ $at }。我们的邮件将发往新邮箱。
mail-email-not-you = 如果不是您本人操作，说明他人知道您的密码。请立即打开链接：您的邮箱将保留或恢复。
mail-email-object = 不是我：保留我的邮箱

## The account is deleted
mail-erase-subject = 请确认删除您的账户
mail-erase-body = 您申请删除在门户网站的账户。确认后，账户将立即永久删除。
mail-erase-action = 前往删除账户
mail-erase-not-you = 如果不是您本人操作，请不要打开链接，不会有任何变化。请登录并更改密码。
mail-erased-subject = 您的账户已删除
mail-erased-body = 您在门户网站的账户已删除：{ $at }。
mail-erased-kept = 已签发的签证仍然有效。签证、付款和日志依法保留，其他有关您的信息已全部删除。这是我们的最后一封邮件。

mail-signature-subject = 可用数字签名打开您的账户
mail-signature-body = 您的门户网站账户已添加数字签名：{ $at }。今后也可用它登录。
mail-signature-not-you = 如果不是您本人操作，请立即移除该签名并更改密码。
mail-signature-action = 查看签名

## 申请
mail-received-subject = 申请 { $number }：请缴纳规费
mail-received-body = 我们已收到您的电子签证申请。申请编号：{ $number }。
mail-received-fee = 应缴规费：{ $fee }。付款后开始办理；规费不予退还。
mail-received-action = 打开申请并付款

mail-paid-subject = 申请 { $number }：规费已付
mail-paid-body = 我们已收到您为申请 { $number } 支付的款项。收据见附件，请妥善保存。
mail-paid-due = 办理期限：{ $due }。如协调机构未按时答复，签证将在其批准后 1 个工作日内办妥。在此之前您无需做任何事，我们会给您发邮件。

mail-visa-subject = 申请 { $number }：您的签证已办妥
mail-visa-body = 您的电子签证已获批准。签证号码：{ $visa }，申请编号：{ $number }。签证和收据见附件。
mail-visa-validity = 有效期：{ $from } 至 { $to }。
mail-visa-before = 出行前：
mail-visa-compare = 请将签证与护照核对：姓名、护照号码、出生日期、国籍。如有不符，请在出行前与我们联系。
mail-visa-print = 打印签证，入境和出境时在护照检查处与护照一并出示。
mail-visa-carry = { note-carry }。
mail-visa-airports = { note-airports }。

mail-refunded-subject = 申请 { $number }：款项已退回
mail-refunded-body = 我们已向您退还 { $amount }。付款代码：{ $code }，申请：{ $number }。款项将按原支付方式退回。
mail-refunded-when = 银行可能需要几天才能显示。如 30 天内仍未到账，请持此信向您的银行查询。
mail-open-visas = 打开您的签证和付款

mail-again-subject = 申请 { $number }：您的文件
mail-again-body = 您要求再次发送申请 { $number } 的文件。文件见附件。
mail-again-not-you = 如果不是您本人操作，请登录门户网站并更改密码。

## Staff
mail-invited-subject = 邀请您在电子签证门户工作
mail-invited-body = 已为您创建工作人员账户。请设置密码，然后即可登录。
mail-invited-action = 设置密码
mail-invited-not-you = 如果您不了解此事，无需理会。请勿将此链接交给任何人。
mail-second-subject = 已设置登录第二步
mail-second-body = 您的账户已设置身份验证器应用：{ $at }。
mail-second-not-you = 如果不是您本人操作，说明有人知道您的密码。请立即设置新密码，并告知管理员。
