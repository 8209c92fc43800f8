# The life of a visa after its issue: its end, the staff's pages about it, checking it, the border.

## What a visa is worth
visa-standing-not-yet = 尚未生效
visa-standing-valid = 有效
visa-standing-expired = 已过期
visa-standing-revoked = 已撤销
visa-standing-annulled = 已注销
visa-standing-replaced = 已由更正后的签证取代
visa-ground-purpose-gone = 邀请方撤回邀请，或出行目的已不存在
visa-ground-rules-broken = 违反居留规定
visa-ground-authorities = 主管机关的决定
visa-ground-holder-asked = 持证人申请
visa-ground-false-facts = 以虚假陈述或文件取得
visa-ground-issued-in-error = 签发有误：不符合条件
visa-ground-mistake = 签证内容有误，已更正
visa-life-choose-ground = 请选择将告知持证人的理由。
visa-life-waits = 此签证已有待决提议，请先作出决定。
visa-life-nothing-proposed = 此签证已无待决提议，请重新打开页面。
visa-life-second-person = 这是您本人的提议，须由他人决定。
visa-life-over = 此签证已终止，无法再作变更。请重新打开页面。
visa-life-nothing-differs = 更正内容与签证相同，请修改有误之处。

## Letters
mail-withdrawn-subject = 申请 { $number }：您的签证已失效
mail-withdrawn-body = 您的电子签证 { $visa } 已失效。自 { $at } 起状态为：{ $standing }。
mail-withdrawn-ground = 理由：{ $ground }。
mail-withdrawn-effect = 请勿持该签证出行：无论是否打印，过境时均不予承认。请销毁已打印的签证。
mail-withdrawn-ask = 如有异议或疑问，请致函哈萨克斯坦使馆并注明上述两个号码。
mail-corrected-subject = 申请 { $number }：您的签证已更正
mail-corrected-body = 您的签证 { $old } 内容有误，我们已予更正：您的新签证号码为 { $visa }，见附件。
mail-corrected-effect = 签证 { $old } 已失效。请销毁其打印件，打印新签证并与护照核对。

## What the holder sees
visas-now-withdrawn-visa = 您的签证 { $number } 已失效。状态：{ $standing }。理由：{ $ground }。请勿持其出行。
visas-withdrawn-title = 您的签证已失效
visas-withdrawn-ask = 如有异议，请致函哈萨克斯坦使馆。
visas-corrected-title = 您的签证已更正
visas-corrected-text = 签证 { $old } 内容有误，已失效。请使用新签证 { $number }：请重新下载并打印。

## The staff's pages about visas
office-visas = 签证
office-visas-text = 已签发的签证：查找、查看记录、撤销、注销或更正。
office-visas-find = 号码
office-visas-find-hint = 签证、申请、邀请或护照的号码。
office-visas-found = 查找结果
office-visas-none = 没有此号码的签证，请逐位核对。
office-visas-waiting = 待第二人决定
office-visas-waiting-none = 没有待决提议。
office-visas-newest = 最新签证
office-visas-empty = 尚未签发签证。
office-visa-number = 签证
office-visa-holder = 持证人
office-visa-standing = 今日状态
office-visa-validity = 有效期
office-visa-title = 签证 { $number }
office-visa-facts = 签证内容
office-visa-end = 终止情况
office-visa-ended-at = 终止时间
office-visa-ground = 告知持证人的理由
office-visa-replaced-by = 更正后的签证
office-visa-replaces = 所更正的签证
office-visa-history = 记录
office-visa-what = 操作
office-visa-when = 时间
office-visa-who = 操作者
office-visa-note = 详情
office-visa-act-issue = 签发
office-visa-act-propose = 提议
office-visa-act-reject = 第二人否决
office-visa-act-revoke = 撤销
office-visa-act-annul = 注销
office-visa-act-reissue = 由更正后的签证取代
office-visa-act-seal = 已加盖数字印章
office-visa-act-seal-waits = 等待可用密钥以加盖印章
office-visa-act-check = 边检核查
office-visa-program = 程序
office-visa-person = 工作人员 { $id }
office-visa-proposal = 已提议，待第二人决定
office-visa-event = 拟议操作
office-visa-event-revoke = 撤销签证
office-visa-event-annul = 注销签证
office-visa-event-reissue = 更正签证
office-visa-revoke-text = 签发依据已不存在：自此刻起失效，此前的行为仍属合法。
office-visa-annul-text = 本不应签发：视为从未签发。
office-visa-reissue-text = 签证内容有误。将以具有新号码和新电子印章的签证取代，旧签证即时失效。
office-visa-reason = 具体原因
office-visa-reason-hint = 仅供工作人员：决定者应能据此理解。持证人将被告知上述理由。
office-visa-propose = 提议
office-visa-proposed-done = 已提议。须由第二人决定；在此之前签证不变。
office-visa-decided-done = 已决定，将通过电子邮件通知持证人。
office-visa-correct-hint = 与护照一致。
office-visa-to-propose = 提出操作

## Checking a visa, for everybody
verify-title = 核验签证
verify-lead = 哈萨克斯坦电子签证是否真实、今日是否有效？任何人均可核验：持证人、航空公司、接待方。
verify-numbers = 用两个号码核验
verify-visa-number = 签证号码
verify-visa-number-hint = EV 加七位数字，印于签证上方。
verify-visa-number-wrong = 请输入签证号码：EV 加七位数字。
verify-check = 核验
verify-another = 核验另一份签证
verify-qr = 也可用手机摄像头对准签证上的方形码，将得到同样的答复。
verify-is-valid = 真实，今日有效
verify-is-not-yet = 真实，但尚未生效
verify-is-expired = 真实，但已过期
verify-is-revoked = 已撤销：不得凭此入境
verify-is-annulled = 已注销：不得凭此入境
verify-is-replaced = 已由更正后的签证取代：本签证不得凭此入境
verify-is-unknown = 登记册中无此签证
verify-do-valid = 请将下列内容与签证和护照核对。如有不符，则该文件已被篡改。
verify-do-not-yet = 自下列首日起方可入境。
verify-do-expired = 入境须办理新签证。
verify-do-withdrawn = 请勿接受。持证人可在个人账户中查看理由。
verify-do-unknown = 请逐位核对号码。如号码无误，请勿接受该文件：可能系伪造。
verify-facts = 登记册内容
verify-holder = 持证人姓名首字
verify-passport-end = 护照号码末位
verify-entries = 入境次数
verify-checked-at = 核验时间：{ $at }。

## The JSON interface
api-too-many-keys = 密钥已达 { $max } 个。如需更多，请联系程序开发者。
api-seal-malformed = 请以带填充的 base 64 发送码的字节。

## The border
office-border = 边检
office-border-text = 核查旅客签证：将签证电子印章中的内容与记录对照，离线亦可。
border-title = 核查旅客签证
border-lead = 请核对三者：签证文件、护照及下方记录，内容须一致。
border-by-numbers = 按号码核查
border-to-reader = 打开识读器：摄像头或文件，离线亦可
border-record = 记录
border-unknown-do = 请将两个号码与文件核对。如无误，请扣留文件并报告值班负责人：可能系伪造。
border-withdrawn-do = 不得凭此签证放行。理由：{ $ground }。
border-another = 下一位旅客

## The reader
reader-title = 签证识读器
reader-lead = 识读器直接在浏览器中核验签证方形码内的签名。打开一次后，凭所存信任列表可离线使用。
reader-needs-script = 此页面需要 JavaScript。若不可用，请按号码核查。
reader-camera = 开启摄像头
reader-stop = 关闭摄像头
reader-no-camera = 无法使用摄像头。请允许此页面使用，或选择图片。
reader-file = 或选择签证图片
reader-file-hint = PNG 或 JPEG，清晰且完整。
reader-trust-none = 尚无信任列表，请联网一次。
reader-trust = 信任列表时间：
reader-trust-old = 信任列表已超过一周：此后撤销的签证在此无从得知。
reader-demonstration = 此为演示用信任列表：据此核验者均非真实签证。
reader-read-error = 未发现识别码
reader-read-error-do = 请将签证放平，光线充足，方形码完整入镜。
reader-wrong-format = 此码不是签证电子印章
reader-wrong-format-do = 签证上有两个码：请读取电子印章，而非网址码。
reader-unknown-certificate = 签名者不在信任列表中
reader-unknown-certificate-do = 请更新信任列表后重读。如仍未知，请勿放行：印章可能系伪造。
reader-invalid-signature = 已被篡改：签名不符
reader-invalid-signature-do = 请勿放行。扣留文件并报告值班负责人。
reader-revoked-certificate = 签名者证书已被撤销
reader-expired-certificate = 签名者证书已过期
reader-certificate-do = 不得仅凭印章放行：请查询记录或请示值班负责人。
reader-valid = 真实：签名有效
reader-do-valid = 请将下列内容与护照核对；纸面其他内容不受印章保护。签证首日见纸面及记录。
reader-withdrawn = 已撤回：不得凭此入境
reader-facts = 电子印章内容
reader-fact-name = 姓名
reader-fact-valid-to = 有效期至
reader-fact-stay = 停留天数
reader-fact-issued = 签发日期
reader-fact-signer = 签名者
reader-trust-refresh = 更新信任列表

## Pictures of visas
verify-by-picture = 用文件核验
verify-picture = 签证的 PDF 文件、照片或扫描件
verify-picture-hint = PDF、PNG 或 JPEG，不超过 8 MB。图片须清晰并包含完整的点阵方形码。文件不予保存。
verify-picture-send = 核验文件
verify-picture-missing = 请选择签证文件。
verify-picture-unreadable = 此文件不是可读的 PDF、PNG 或 JPEG。请拍摄签证，或用两个号码核验。
verify-picture-large = 图片像素过多。请使用每边不超过 9000 像素的图片。
border-both = 印章与记录
border-fact = 项目
border-sealed = 印章
border-recorded = 记录
border-same = 对照
border-same-yes = 一致
border-same-no = 不一致
border-differs = 印章与记录不一致
border-differs-do = 不得凭该文件放行：请报告值班负责人。
