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
