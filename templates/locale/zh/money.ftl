# 关于款项告知工作人员的内容。
money-proposal-waits = 这次支付已有待定提议，须先由第二人决定。
money-nothing-proposed = 这次支付已没有待定提议。请重新打开页面查看状态。
money-second-person = 这是您本人提出的，须由第二人决定。
money-refund-waits-for-nobody = 这笔退款已不再等待决定。请重新打开页面查看状态。
money-decision-impossible = 以目前的状态不能作此决定。请重新打开页面查看状态。
money-less-than-the-fee = 扣款少于规费或金额不明，不能视为已付。请退款，或向支付机构索取凭证。
money-refund-open = 这次支付的另一笔退款尚未结束。请等待其结束。
money-refund-whole-only = 此处只能全额退款。请申请全额。
money-refund-too-much = 请填写 0.01 至 { $most } KZT 之间的金额：更多的未曾扣款或已退还。
money-say-why = 请至少写几个字，使决定的人无需问您也能明白。
money-too-long = 请缩短到 1000 个字符以内。
settlement-too-long = 文件超过 50 000 行。请按日期拆分后逐个导入。
settlement-unreadable = 插件无法读取此文件：{ $fault }
