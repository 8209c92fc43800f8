# Log in through eGov or another OpenID provider. Equal keys in all four languages.

egov-title = eGov
egov-lead = 用您的 eGov 账户登录。您将前往 eGov，然后返回这里。
egov-first = 首次使用请先在此注册，并在“我的信息”中关联 eGov。如果您曾用数字签名登录过，可直接使用 eGov。
egov-go = 前往 eGov
egov-failed = 未能通过 eGov 登录
egov-again = 重试
egov-down = eGov 目前没有响应。请几分钟后重试，或用其他方式登录。
egov-refused = 您或 eGov 中断了登录。没有任何更改。
egov-invalid = 无法确认 eGov 的答复，因此未予接受。请重试；如再次出现，请用其他方式登录并告知我们。
egov-state = 此答复属于其他浏览器、已被使用，或已超过 { $minutes } 分钟。请在此重新开始。
egov-stranger = 此处没有与您的 eGov 关联的账户。请用其他方式登录或注册，然后在“我的信息”中关联 eGov。
egov-staff = 工作人员用密码和第二验证因素登录。
egov-of-another = 此 eGov 账户已关联这里的另一个账户。请通过 eGov 登录查看，并先在那里取消关联。
egov-connected = eGov 已关联：今后可用其登录。
egov-mine-link = eGov 与此账户
egov-add-text = 关联您的 eGov 账户后，也可以通过 eGov 登录。
egov-add-do = 关联 eGov
egov-since = eGov 关联时间：{ $at }。
egov-remove = 取消关联 eGov
egov-removed = eGov 已取消关联。
