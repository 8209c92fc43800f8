# Logging in with a digital signature (figure 1), and everything that can be wrong with one.

## The page
signature-lead = 请使用哈萨克斯坦国家认证中心颁发的密钥登录。密钥始终由您保管：您对一段短文本签名，门户网站验证签名。
signature-key = 请使用用于身份验证的密钥（文件名以 AUTH 开头）。接受 RSA 和 ECDSA 密钥。
signature-layer-title = 使用 NCALayer
signature-layer-text = 本机上的 NCALayer 会请您选择密钥并输入其密码。
signature-layer-do = 用 NCALayer 签名
signature-layer-waiting = 请到 NCALayer 窗口中选择密钥并输入其密码。
signature-layer-cancelled = 您关闭了 NCALayer 窗口，没有签名。请按按钮重试。
signature-layer-failed = NCALayer 未能签名。请确认密钥用于身份验证且未过期，然后重试。
signature-layer-off = NCALayer 没有响应。请在本机启动它后再按按钮，或在下方用您自己的程序签名。
signature-layer-help = 如何安装和启动 NCALayer
signature-file-title = 使用您自己的程序
signature-save-text = 请保存要签名的文本。文本中写明本门户网站和时间，{ $minutes } 分钟内在此浏览器中一次有效。
signature-save-do = 保存要签名的文本
signature-sign-text = 请对保存的文件原样签名，不要修改。得到的文件以 .p7s、.cms、.sig 或 .pem 结尾。
signature-send-text = 在此选择该文件并登录。
signature-file = 签名文件
signature-file-hint = .p7s、.cms、.sig 或 .pem，不超过 64 KB
signature-no-file = 请选择签名文件
signature-login-do = 用签名登录
signature-desk-text = 这是演示。如果没有自己的密钥，可由虚构人员签名；页面会在旁边打开并提供 .p7s 文件。
signature-desk-do = 用测试密钥签名

## Register
signature-register-title = 用签名注册
signature-register-lead = 签名有效，但您的个人识别号（IIN）尚未对应任何账户。请填写接收邮件的电子邮箱：确认邮箱后，签名即可打开您的账户，无需密码。
signature-register-known = 如果您已有账户，请用密码登录，并在“我的资料”中添加签名。
signature-pending-over = 此次注册已过期或已使用。请重新用签名登录。

## My details
signature-mine-title = 数字签名
signature-mine-some = 可以用签名打开此账户。
signature-mine-link = 添加或移除签名
signature-mine-iin = 个人识别号（IIN）
signature-mine-bin = 您可以代表的机构（BIN）
signature-mine-until = 证书有效期至
signature-mine-used = 上次使用
signature-remove-do = 移除签名
signature-removed = 该签名不再能打开您的账户。
signature-add-do = 添加签名
signature-add-text = 请用您的密钥对文本签名一次；此后您也可以用它登录。
signature-added = 签名已添加，今后可用它打开您的账户。
signature-of-another = 此个人识别号（IIN）已对应另一个账户。请先用签名登录该账户并移除签名。

## What is wrong with a signature
signature-challenge-over = 要签名的文本已过期：有效期为五分钟。如果您动作很快，请检查本机时钟。下面是新的文本：请保存、签名并发送。
signature-foreign-challenge = 要签名的文本不是为本门户网站和此浏览器生成的。下面是新的文本：请保存、签名并发送。
signature-replayed = 此签名已使用过，每个签名只能用一次。下面是新的文本：请保存、签名并发送。
signature-too-large = 文件对签名来说太大。请选择签名程序生成的文件，而不是文档或压缩包。
signature-not-cms = 此文件不是 CMS 格式（DER）的签名，或者已损坏。请重新签名并选择新文件。
signature-trailing = 此文件在签名之后还有多余内容。请重新签名，并按程序生成的原样发送文件。
signature-not-signed = 此文件不含对文本的签名。请在程序中选择“签名”，而不是“加密”或“时间戳”。
signature-signers = 文件中有 { $signers } 个签名，而只需要一个。请仅由您本人对保存的文本签名。
signature-no-certificate = 签名未附带证书。请在程序中选择“包含证书”并重新签名。
signature-certificate = 签名中的证书不符合证书规则。请向认证中心申请新证书。
signature-no-attributes = 签名缺少已签名属性（时间和摘要），可能被滥用。请在程序中选择带属性的 CMS 或 CAdES 并重新签名。
signature-attributes = 签名自相矛盾：可能被更改或生成有误。请重新签名。
signature-digest = 所签名的文本与本页的文本不同，或已被更改。请重新保存文本，原样签名并发送新文件。
signature-wrong-challenge = 所签名的是较早的文本或其他门户网站的文本。请保存本页的文本，签名并发送新文件。
signature-does-not-fit = 签名与证书不符：可能被更改或损坏。请重新签名。
signature-algorithm = 签名使用的方法已不安全或本系统不支持。接受采用 SHA-256 的 RSA 或 ECDSA：请在程序中选择并重新签名。
signature-gost = 这是 GOST 密钥，本门户网站目前还不能验证 GOST 签名。请用认证中心的 RSA 密钥签名，或用电子邮箱和密码登录。
signature-weak-key = 密钥太短，不够安全：RSA 需要 2048 位。请向认证中心申请新密钥。
signature-expired = 此密钥的证书已于 { $day } 过期。请到认证中心更新密钥，或用电子邮箱和密码登录。
signature-not-yet-valid = 此密钥的证书从 { $day } 起才有效。请选择其他密钥，或届时再来。
signature-purpose = 此密钥不用于登录。请选择用于身份验证的密钥（文件名以 AUTH 开头）并重新签名。
signature-critical = 证书含有本门户网站无法识别的条件，因此不能接受。请选择其他密钥。
signature-untrusted = 证书不是由本门户网站信任的认证中心颁发的。请使用哈萨克斯坦国家认证中心的密钥。
signature-revoked = 此密钥的证书已被吊销。请向认证中心申请新密钥，或用电子邮箱和密码登录。
signature-revocation-unknown = 目前无法确认此证书是否已被吊销。请稍后重试，或用电子邮箱和密码登录；我们已记录此情况。
signature-no-iin = 证书中没有个人识别号（IIN），因此不能打开账户。请使用您的个人密钥或机构成员密钥。
signature-iin = 证书中的个人识别号（IIN）不可能存在。请向认证中心申请正确的证书。
signature-bin = 证书中的机构识别号（BIN）不可能存在，或有两个。请向认证中心申请正确的证书。

## The operator
trust-list-unknown = { $name } 的吊销列表未由此处信任的认证中心签名：请先（或在同一命令中）导入认证中心的证书。
trust-list-old = 此处已有 { $name } 更新的吊销列表：旧列表可能掩盖吊销。
trust-not-one = 指纹开头必须正好对应一项：请查看“evisa trust list”。
