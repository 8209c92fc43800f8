payments-method-off = 该付款方式已停用。请选择其他方式。
payments-method-resting = 该付款方式暂时无法使用。请选择其他方式，或几分钟后再试。
payments-method-not-for-this-amount = 此方式目前不接受此金额。请选择其他方式。
