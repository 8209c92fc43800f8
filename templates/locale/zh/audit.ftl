# 审计日志。

office-audit = 审计日志
office-audit-text = 谁在何时何地对哪条记录做了什么。此处不含申请人姓名。
audit-find = 搜索
audit-record = 记录
audit-actor = 操作者
audit-act = 操作
audit-number = 编号
audit-at = 时间
audit-place = 网络
audit-note = 备注
audit-table = 审计日志，最新在前
audit-none = 没有符合条件的记录。
audit-older = 更早的记录
audit-newest = 最新记录
audit-take = 导出文件
audit-take-text = 导出本次搜索的记录，最多 50,000 行。导出操作本身会写入日志。
audit-take-csv = 导出 CSV
audit-take-jsonl = 导出 JSON 行
