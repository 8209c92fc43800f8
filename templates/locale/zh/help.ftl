# 帮助、无障碍声明、隐私。

help-title = 帮助
help-lead = 按您遇到的顺序，简要说明每个页面。
help-contents = 页面
help-search = 您要找什么？
help-search-hint = 页面上的词语（四种语言均可），或纸质手册中的词语。
help-found = { $count ->
   *[other] 在 { $count } 个页面上找到
}
help-found-nothing = 请换一个词或只输入其中一部分。所有页面的说明都在下面。
help-open = 打开此页面
help-more = 关于本门户

help-login = 用注册时填写的电子邮箱和密码登录。如果您曾在旧门户网站注册，需要重新注册。忘记密码时，请使用表单下方的链接：您会收到设置新密码的邮件。
help-services = 一切从这里开始：新的电子签证、您的签证、核验打印的签证，以及本帮助。已开始而未完成的申请显示在最上方，可继续填写。
help-service = 谁可以获得签证、由谁签发、需要多长时间、费用多少。选择国家，然后按“申请签证”。电子签证仅限单次入境，仅凭邀请签发；规费不予退还。
help-eligibility = 五个问题可以知道能否为您签发电子签证。如果不能，页面会说明原因以及应去何处办理。不向携带儿童入境的外国人签发电子签证。
help-step-1-title = 第 1 步：个人信息
help-step-1 = 请完全按照护照和邀请函填写邀请号码、护照号码、性别、出生日期和国籍。也可以粘贴护照照片页底部的两行机读码，它会填好其中四项。“保存，稍后继续”会将内容保留 30 天。如果找不到相符的邀请，请核对每一项；为保护被邀请人，门户不会说明哪一项不符。
help-confirm-title = 第 1 步：核对并确认
help-confirm = 请核对您的信息、邀请方和停留地址。您自己的错误可用“修改”更正；邀请中的错误只能由邀请方更正。勾选声明，然后按“下一步”。
help-step-2-title = 第 2 步：缴纳规费
help-step-2 = 页面显示付款人、收款方和国库代码、美元规费，以及按国家银行汇率计算的坚戈金额。按下“支付”后，金额在 30 分钟内不变，并打开 E-Pay。
help-epay = 请选择支付方式：银行卡、电子钱包或哈萨克斯坦手机号码余额。每种方式都显示手续费和总额。唯一付款代码便于我们查找您的付款。
help-method-title = 用银行卡、钱包或手机支付
help-method = 您有 30 分钟或 5 次机会。按下“支付”后请等待答复，不要关闭页面。卡号在银行自己的页面上输入，不会进入本门户。
help-waiting-title = 付款核实期间
help-waiting = 银行有时需要一些时间。请勿再次付款：门户会继续向银行查询。“我的签证”中的“更新状态”可立即查询。
help-result-title = 第 3 步：签证和收据
help-result = 付款后请下载 PDF 签证和电子收据。两者也会发送到您的邮箱，并保存在个人中心。
help-visas = 您的全部申请，含有效期、编号和状态。状态为“已批准”和“已付款”时可打开签证。“发送到邮箱”会再次发送文件。
help-border-title = 打印和过境
help-border = 请将签证打印在一张 A4 纸上或保存为 PDF。在护照检查时出示打印件，并在停留期间与护照一起随身携带。

accessibility-title = 无障碍
accessibility-lead = 每个人都应能在这里独立申请签证。
accessibility-works-title = 可以做到的
accessibility-works = 每个页面都可以只用键盘操作，无需鼠标和脚本；文字放大四倍、窄屏幕、深色和浅色均可使用。输入项、错误和状态变化都为读屏软件命名。没有移动的内容，也没有只靠颜色表达的内容。文件为带标签的 PDF。
accessibility-known-title = 尚未做到的
accessibility-known = 受理银行卡付款的银行页面不属于我们，我们无法更改。哈萨克语文本尚未由足够多的母语读者审读。没有手语版本。
accessibility-tested-title = 如何测试
accessibility-tested = 页面按照《网络内容无障碍指南》2.2 版 AA 级制作，由制作者用自动工具和人工检查。没有经过独立机构审核，也没有试用所有读屏软件。
accessibility-tell-title = 告诉我们
accessibility-tell = 如果有任何障碍使您无法申请，请告知运营本门户的哈萨克斯坦驻外机构。该机构也可以在柜台受理您的申请。

privacy-title = 隐私
privacy-lead = 本门户保存您的哪些信息、为什么保存、保存多久。
privacy-account-title = 您的账户
privacy-account = 电子邮箱、姓名和语言。密码只以无法还原的散列值保存。每次登录会保存开始时间、设备类型和所在网段，以便您结束该次登录。如果您用数字签名登录，还包括证书中的号码（IIN，以及可能有的 BIN）和证书到期日；签名本身不保存。
privacy-application-title = 您的申请
privacy-application = 护照号码和护照信息，以及载有邀请方和停留地址的邀请：这些是签证决定所必需的。第 1 步之前的回答不会保存；只有开始申请后，才保存国籍、签证类型和护照有效期。
privacy-payment-title = 您的付款
privacy-payment = 金额、时间、流水号和银行答复，因为国库必须对每笔规费记账。卡号不会进入本门户。
privacy-log-title = 操作记录
privacy-log = 每次更改都写入不可篡改的日志：时间、账户和所在网段。其中没有护照信息，也没有密码。
privacy-long-title = 保存多久
privacy-long = { $days ->
   *[other] 草稿在最后一次更改后可继续填写 { $days } 天，之后即被删除。申请、付款和签证按法律对驻外机构的要求保存。
}
privacy-cookies-title = Cookie
privacy-cookies = 四个小文件：您的登录、登录前的表单保护、所选语言，以及给下一页的提示。不跟踪任何人，也不从其他网站加载任何内容。
privacy-shared-title = 还有谁会知道
privacy-shared = 决定签证的移民机关；您选择付款的银行或运营商（只提供金额和流水号）；以及查验签证的边防人员。
privacy-rights-title = 您的权利
privacy-rights = 您可以在“我的信息”中修改姓名、邮箱和语言，下载所保存的全部信息，并删除账户。如需更正其他内容，请致函运营本门户的驻外机构。
