# IIN and BIN
iin-not-digits = IIN/BIN 只含数字。请输入 12 位数字，不要输入字母。
iin-wrong-length = IIN/BIN 应为 12 位数字，您输入了 { $digits } 位。请核对并输入完整号码。
iin-wrong-check-digit = 该号码有误：按其他数字推算，最后一位应为 { $expected }。请逐位与证件核对。
iin-never-issued = 不存在以这 11 位数字开头的 IIN/BIN。请与证件核对。
iin-no-such-date = 号码中的日期不存在。请与证件核对。
iin-future-date = 号码中的出生日期尚未到来。请与证件核对。
iin-wrong-century = IIN 的第七位应为 1 至 6，此处为 { $digit }。请与证件核对。
iin-is-a-bin = 这是企业的 BIN。请输入个人的 IIN。
bin-is-an-iin = 这是个人的 IIN。请输入企业的 BIN。
bin-wrong-type = 号码的第五、六位不对应任何类型的机构。请与证件核对。

# Dates
date-missing = 请输入日期，例如 08.06.2022。
date-part-missing = 请输入日、月和年，例如 08.06.2022。
date-short-year = 年份请输入四位数字，例如 08.06.2022。
date-not-understood = 请用数字按“日.月.年”输入日期，例如 08.06.2022。
date-impossible = 没有这一天。请检查日和月：先写日，例如 08.06.2022。
date-in-future = 该日期尚未到来。请检查年份。

# Machine-readable zone of a passport
mrz-empty = 请粘贴护照照片页底部的两行字符。
mrz-wrong-length = 两行共 88 个字符，每行 44 个；此处有 { $chars } 个。请完整复制两行，包括所有 < 符号。
mrz-wrong-character = 第 { $line } 行第 { $place } 位的字符 { $character } 不应出现。只能有字母 A–Z、数字和 <。
mrz-not-a-passport = 这不是护照的字符行：护照行以 P 开头。请使用护照照片页，或自行填写。
mrz-field-unreadable = 有一项无法读取。请将两行与护照核对，或自行填写。
mrz-field-number = 护照号码
mrz-field-birth-date = 出生日期
mrz-field-expiry-date = 有效期至
mrz-field-personal-number = 个人号码
mrz-field-composite = 全部项目
mrz-check-right = 正确：{ $printed }（计算结果 { $computed }）
mrz-check-wrong = 有误：印的是 { $printed }，按该项计算为 { $computed }。请逐字与护照核对此项。

# Who may apply
eligibility-own-citizen = 哈萨克斯坦公民不需要签证。
eligibility-instead-own-passport = 请持哈萨克斯坦护照入境。
eligibility-sticker-only = 该国公民不能申请电子签证。
eligibility-nationality = 该国公民不能申请此类电子签证。
eligibility-instead-embassy = 请到哈萨克斯坦大使馆或领事馆申请签证。
eligibility-visa-free = 持此国籍者停留不超过 { $days } 天无需签证。付款前请向哈萨克斯坦大使馆核实：费用不予退还。
eligibility-children = 电子签证不发给携带儿童入境的外国人。
eligibility-stay-too-long = 此签证最多允许停留 { $days } 天。请缩短停留时间或申请其他签证。
eligibility-passport-expires = 护照有效期须比签证长 { $months } 个月：至少到 { $until }。
eligibility-passport-full = 护照须至少有 { $pages } 页空白页。
eligibility-instead-new-passport = 请先换发新护照，再请邀请方按新护照办理邀请函。
eligibility-passport-short = 护照在签证到期后不足 { $months } 个月即失效。这是允许的，但有些航空公司要求 { $months } 个月：请向航空公司确认。

# Exchange rates
rates-too-large = 文件过大，不像一天的汇率。请重新下载国家银行的每日文件。
rates-not-xml = 这不是国家银行的文件：第 { $line } 行无法读取。请重新下载。
rates-no-date = 文件未注明日期。请重新下载。
rates-none-that-day = { $date } 没有汇率。请使用前一天的文件。
rates-no-dollar = 文件中没有可读取的美元汇率。请重新下载。

# Import of invitations
import-file-too-large = 文件超过 { $mebibytes } MiB。请拆分。
import-too-many-rows = 文件超过 { $rows } 行。请拆分。
import-not-utf8 = 文件不是 UTF-8 编码。请从表格软件另存为“CSV UTF-8”。
import-empty = 文件为空。请选择其他文件。
import-columns-missing = 标题行缺少以下列：{ $columns }。请补充。
import-column-unknown = 列 { $column } 未知或重复。请删除或改名。
import-not-json = 这不是 JSON 对象数组：见第 { $line } 行。
import-line = 第 { $line } 行
import-record = 第 { $record } 条
import-too-many-cells = 该行单元格多于标题行（{ $columns }）。含分隔符的单元格请加引号。
import-cell-missing = 此单元格为空。请填写。
import-cell-too-long = 此单元格超过 { $max } 个字符。请缩短。
import-cell-control = 此单元格含换行或其他控制字符。请删除。
import-cell-not-text = { $column } 必须是文本或数字。
import-number = 邀请函号码为 10 位数字，例如 3622000299。
import-category = 请填写 business、tourist 或 medical。
import-entries = 请填写 single：电子签证为单次入境。
import-dates-order = 截止日期早于开始日期。请检查两个日期。
import-name = 姓名为 1 至 100 个字符。请按护照填写。
import-passport = 护照号码最多 15 位，由字母 A–Z 和数字组成。
import-sex = 请按护照填写 M、F 或 X。
import-nationality = 请填写护照上的三个字母，例如 CHN。
import-duplicate = 此邀请函号码在文件中已出现：见第 { $first } 行或条。请删除其一。

# Passwords
password-too-short = 至少需要 { $min } 个字符，现有 { $chars } 个。用几个互不相关的词组成，容易记住。
password-too-long = 最多 { $max } 个字符。
password-common = 这是最容易被猜到的密码之一。请选几个互不相关的词。
password-context = 此密码几乎只含本服务名称、您的姓名或邮箱。请加入别人想不到的词。
password-pattern = 此密码是连续按键、纯数字或重复字符。请选几个互不相关的词。
