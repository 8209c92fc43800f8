//! The model bank's sentences in the four languages, side by side; the bank belongs to nobody, so it has its own.

use crate::domain::lang::{InFour, Lang};

type Said = InFour<&'static str>;

const fn say(kk: &'static str, ru: &'static str, en: &'static str, zh: &'static str) -> Said {
    InFour { kk, ru, en, zh }
}

/// The language of a `language` field: the bank's three letters or the portal's two.
#[must_use]
pub(super) fn lang_of(text: &str) -> Option<Lang> {
    match text {
        "kaz" => Some(Lang::Kk),
        "rus" => Some(Lang::Ru),
        "eng" => Some(Lang::En),
        "zho" => Some(Lang::Zh),
        other => other.parse().ok(),
    }
}

#[rustfmt::skip]
mod table {
    use super::{Said, say};

    pub(crate) const TEST: Said = say(
        "ТЕСТ: бұл — банктің үлгісі. Ақша нақты емес. Шынайы картаның нөмірін енгізбеңіз!",
        "ТЕСТ: это модель банка. Деньги ненастоящие. Не вводите номер настоящей карты!",
        "TEST: this is a model bank. The money is not real. Never type the number of a real card!",
        "测试：这是模拟银行，并非真实资金。切勿输入真实银行卡号！");
    pub(crate) const BANK: Said = say("Үлгі банк", "Модельный банк", "Model bank", "模拟银行");
    pub(crate) const PAY_TITLE: Said = say("Картамен төлеу", "Оплата картой", "Payment by card", "银行卡支付");
    pub(crate) const SECURE: Said = say(
        "Карта деректері тек осы банк бетінде енгізіледі; портал оларды көрмейді.",
        "Данные карты вводятся только на этой странице банка; портал их не видит.",
        "Card details are typed on this page of the bank only; the portal never sees them.",
        "银行卡信息仅在本银行页面输入，门户网站无法看到。");
    pub(crate) const AMOUNT: Said = say("Тапсырыс сомасы", "Сумма заказа", "Order amount", "订单金额");
    pub(crate) const RECIPIENT: Said = say("Алушы", "Получатель", "Recipient", "收款方");
    pub(crate) const CABINET: Said = say("Кабинет", "Кабинет", "Cabinet", "商户");
    pub(crate) const ORDER: Said = say("Тапсырыс", "Заказ", "Order", "订单号");
    pub(crate) const PURPOSE: Said = say("Төлем мақсаты", "Назначение", "Purpose", "付款用途");
    pub(crate) const ACCEPTED: Said = say(
        "Қабылданады: American Express, Visa, Mastercard; Cirrus/Maestro — тек осы банк шығарған болса. Мұнда тек сынақ карталары жұмыс істейді.",
        "Принимаются: American Express, Visa, Mastercard; Cirrus/Maestro — только выпущенные этим банком. Здесь работают только тестовые карты.",
        "Accepted: American Express, Visa, Mastercard; Cirrus/Maestro only if issued by this bank. Only test cards work here.",
        "受理：American Express、Visa、Mastercard；Cirrus/Maestro 仅限本行发行。此处只能使用测试卡。");
    pub(crate) const CARDS_LINK: Said = say("Сынақ карталарының тізімі", "Список тестовых карт", "List of test cards", "测试卡列表");
    pub(crate) const REQUIRED: Said = say("* міндетті өрістер", "* обязательные поля", "* required fields", "* 必填项");
    pub(crate) const NAME: Said = say("Картадағы аты-жөні", "Имя на карте", "Name on card", "持卡人姓名");
    pub(crate) const NUMBER: Said = say("Карта нөмірі", "Номер карты", "Card number", "卡号");
    pub(crate) const EXPIRY: Said = say("Картаның жарамдылық мерзімі", "Срок действия карты", "Expiry date", "有效期");
    pub(crate) const MONTH: Said = say("Ай", "Месяц", "Month", "月");
    pub(crate) const YEAR: Said = say("Жыл", "Год", "Year", "年");
    pub(crate) const CODE: Said = say(
        "CVV2/CVC2/CID – 3 сан (American Express үшін 4)",
        "CVV2/CVC2/CID – 3 цифры (4 – American Express)",
        "CVV2/CVC2/CID – 3 digits (4 for American Express)",
        "CVV2/CVC2/CID – 3 位（American Express 为 4 位）");
    pub(crate) const CODE_WHERE: Said = say(
        "CVV2/CVC2 кодын қайдан табуға болады?",
        "Где искать CVV2/CVC2 код?",
        "Where is the CVV2/CVC2 code?",
        "在哪里找到 CVV2/CVC2 码？");
    pub(crate) const CODE_THERE: Said = say(
        "Картаның артқы бетінде, қол қою жолағының жанында: соңғы үш сан. American Express картасында — алдыңғы бетінде, төрт сан. Сынақ картасына кез келген сандар жарайды.",
        "На обороте карты, рядом с полосой для подписи: последние три цифры. У American Express — на лицевой стороне, четыре цифры. Для тестовой карты подойдут любые.",
        "On the back of the card beside the signature strip: the last three digits. On American Express it is on the front, four digits. Any digits will do for a test card.",
        "在卡片背面签名栏旁：最后三位数字。American Express 在卡片正面，为四位数字。测试卡可填任意数字。");
    pub(crate) const EMAIL: Said = say("Қолданыстағы e-mail мекенжайыңыз", "Ваш действующий e-mail", "Your valid e-mail", "您的有效电子邮箱");
    pub(crate) const NOTIFY: Said = say(
        "Қателер туралы хабарламалар жіберу",
        "Отправлять уведомления об ошибках",
        "Send error notifications",
        "发送错误通知");
    pub(crate) const PHONE: Said = say("Байланыс телефоныңыз", "Ваш контактный телефон", "Your contact phone", "您的联系电话");
    pub(crate) const LIMIT: Said = say(
        "Төлемді жүргізуге 30 минут немесе 5 әрекет беріледі.",
        "На проведение платежа выделяется 30 минут или 5 попыток.",
        "You have 30 minutes or 5 attempts to complete the payment.",
        "支付限时 30 分钟或 5 次尝试。");
    pub(crate) const LEFT_MINUTES: Said = say("Қалған минут", "Осталось минут", "Minutes left", "剩余分钟");
    pub(crate) const LEFT_TRIES: Said = say("Қалған әрекет", "Осталось попыток", "Attempts left", "剩余次数");
    pub(crate) const WAIT: Said = say(
        "Назар аударыңыз! «Төлеу» түймесін басқаннан кейін сервердің жауабын міндетті түрде күтіңіз!",
        "Внимание! После нажатия на кнопку «Оплатить» обязательно дождитесь ответа сервера!",
        "Attention! After pressing “Pay”, be sure to wait for the server’s answer!",
        "注意！点击“支付”后请务必等待服务器响应！");
    pub(crate) const PAY: Said = say("Төлеу", "Оплатить", "Pay", "支付");
    pub(crate) const ERRORS: Said = say("Түзету керек", "Исправьте", "Please mend", "请更正");
    pub(crate) const BAD_NAME: Said = say(
        "Картадағы аты-жөнін латын әріптерімен енгізіңіз",
        "Введите имя, как на карте, латинскими буквами",
        "Enter the name as on the card, in Latin letters",
        "请按卡面用拉丁字母输入姓名");
    pub(crate) const BAD_NUMBER: Said = say(
        "Карта нөмірін тексеріңіз: 15 не 16 сан",
        "Проверьте номер карты: 15 или 16 цифр",
        "Check the card number: 15 or 16 digits",
        "请检查卡号：15 或 16 位数字");
    pub(crate) const NOT_A_TEST: Said = say(
        "Бұл сынақ картасы емес. Тізімнен карта алыңыз; шынайы нөмірді ешқашан енгізбеңіз",
        "Это не тестовая карта. Возьмите карту из списка; настоящий номер не вводите никогда",
        "This is not a test card. Take one from the list; never type a real number",
        "这不是测试卡。请从列表中选择；切勿输入真实卡号");
    pub(crate) const BAD_EXPIRY: Said = say(
        "Мерзімі өтпеген ай мен жылды таңдаңыз",
        "Выберите месяц и год, которые ещё не прошли",
        "Choose a month and a year that are not over",
        "请选择尚未过期的月份和年份");
    pub(crate) const BAD_CODE: Said = say(
        "CVV2/CVC2 кодын енгізіңіз: 3 сан, 15 санды карта үшін 4",
        "Введите код CVV2/CVC2: 3 цифры, для карты из 15 цифр — 4",
        "Enter the CVV2/CVC2 code: 3 digits, 4 for a card of 15 digits",
        "请输入 CVV2/CVC2 码：3 位，15 位卡号为 4 位");
    pub(crate) const BAD_EMAIL: Said = say(
        "E-mail мекенжайын тексеріңіз немесе өрісті бос қалдырыңыз",
        "Проверьте e-mail или оставьте поле пустым",
        "Check the e-mail address or leave the field empty",
        "请检查电子邮箱，或留空");
    pub(crate) const BAD_PHONE: Said = say(
        "Телефон нөмірін тексеріңіз немесе өрісті бос қалдырыңыз",
        "Проверьте телефон или оставьте поле пустым",
        "Check the telephone number or leave the field empty",
        "请检查电话号码，或留空");
    pub(crate) const SHORT_OF_MONEY: Said = say(
        "Картада қаражат жеткіліксіз. Ақша алынған жоқ. Басқа картаны пайдаланып көріңіз.",
        "На карте недостаточно средств. Деньги не списаны. Попробуйте другую карту.",
        "There is not enough money on the card. Nothing was taken. Try another card.",
        "卡内余额不足，未扣款。请换一张卡再试。");
    pub(crate) const CODE_REFUSED: Said = say(
        "Картаны растау коды қате. Ақша алынған жоқ. Қайталап көріңіз.",
        "Код подтверждения карты неверен. Деньги не списаны. Попробуйте ещё раз.",
        "The code that confirms the card was wrong. Nothing was taken. Try again.",
        "银行卡验证码错误，未扣款。请重试。");
    pub(crate) const PAID: Said = say("Төлем қабылданды", "Платёж принят", "The payment was accepted", "付款成功");
    pub(crate) const DECLINED: Said = say(
        "Төлем қабылданбады. Ақша алынған жоқ.",
        "Платёж отклонён. Деньги не списаны.",
        "The payment was declined. Nothing was taken.",
        "付款被拒绝，未扣款。");
    pub(crate) const WORKING: Said = say(
        "Төлем өңделуде. Порталға оралыңыз: нәтиже сонда көрінеді.",
        "Платёж обрабатывается. Вернитесь на портал: результат появится там.",
        "The payment is being processed. Go back to the portal: it will show the result.",
        "付款处理中。请返回门户网站查看结果。");
    pub(crate) const OVER: Said = say(
        "Уақыт өтті немесе әрекеттер таусылды. Порталға оралып, қайта бастаңыз.",
        "Время вышло или попытки исчерпаны. Вернитесь на портал и начните заново.",
        "The time is over or the attempts are used up. Go back to the portal and start again.",
        "时间已到或次数已用完。请返回门户网站重新开始。");
    pub(crate) const GIVEN_BACK: Said = say("Төлем қайтарылды", "Платёж возвращён", "The payment was given back", "款项已退回");
    pub(crate) const NO_ANSWER: Said = say(
        "Банк жауап бермеді. Қайта төлемеңіз: алдымен порталда төлем жағдайын тексеріңіз.",
        "Банк не ответил. Не платите ещё раз: сначала проверьте состояние платежа на портале.",
        "The bank did not answer. Do not pay again: first look at the state of the payment on the portal.",
        "银行未响应。请勿重复付款：请先在门户网站查看付款状态。");
    pub(crate) const BACK: Said = say("Порталға оралу", "Вернуться на портал", "Back to the portal", "返回门户网站");
    pub(crate) const BACK_SOON: Said = say(
        "Бірнеше секундтан кейін портал өзі ашылады.",
        "Через несколько секунд портал откроется сам.",
        "The portal opens by itself in a few seconds.",
        "几秒后将自动返回门户网站。");
    pub(crate) const REFERENCE: Said = say("Референс", "Референс", "Reference", "参考号");
    pub(crate) const APPROVAL: Said = say("Растау коды", "Код подтверждения", "Approval code", "授权码");
    pub(crate) const CARD: Said = say("Карта", "Карта", "Card", "银行卡");
    pub(crate) const NO_ORDER: Said = say(
        "Мұндай тапсырыс жоқ немесе сілтеме толық емес. Порталға оралып, қайта бастаңыз.",
        "Такого заказа нет или ссылка неполна. Вернитесь на портал и начните заново.",
        "There is no such order, or the address is incomplete. Go back to the portal and start again.",
        "没有此订单，或链接不完整。请返回门户网站重新开始。");
    pub(crate) const REFUSED_ORDER: Said = say(
        "Банк бұл тапсырысты қабылдамады: оның деректері таңбаламаға сай емес.",
        "Банк не принял этот заказ: его данные не соответствуют токену.",
        "The bank did not take this order: its fields do not match the token.",
        "银行未接受此订单：其内容与令牌不符。");
    pub(crate) const CONSOLE: Said = say("Үлгі банктің пульті", "Пульт модельного банка", "Console of the model bank", "模拟银行控制台");
    pub(crate) const CONSOLE_LEAD: Said = say(
        "Картаның, әмиянның не телефонның соңғы екі саны не болатынын шешеді. Картаның аты, мерзімі, CVV — кез келген. SMS орнына кодтар осында көрінеді.",
        "Последние две цифры карты, кошелька или телефона решают, что произойдёт. Имя, срок и CVV карты — любые. Вместо SMS коды видны здесь.",
        "The last two digits of a card, a wallet or a telephone decide what happens. Any name, expiry date and CVV will do. Codes are shown here instead of by SMS.",
        "银行卡、钱包或手机号的末两位决定结果。姓名、有效期、CVV 可任意填写。短信验证码显示在此处。");
    pub(crate) const CODES: Said = say("SMS кодтары", "Коды из SMS", "Codes sent by SMS", "短信验证码");
    pub(crate) const NO_CODES: Said = say("Әзірге код жіберілген жоқ.", "Кодов пока не отправлено.", "No code has been sent yet.", "尚未发送验证码。");
    pub(crate) const SENT_TO: Said = say("Кімге", "Кому", "To", "收件号码");
    pub(crate) const CODE_SENT: Said = say("Код", "Код", "Code", "验证码");
    pub(crate) const SENT_AT: Said = say("Қашан (Алматы уақыты)", "Когда (время Алматы)", "When (Almaty time)", "时间（阿拉木图）");
    pub(crate) const WALLET: Said = say("Әмиян нөмірі", "Номер кошелька", "Wallet number", "钱包号码");
    pub(crate) const SETTLEMENT: Said = say("Есеп айырысу файлдары", "Файлы расчётов", "Settlement files", "结算文件");
    pub(crate) const NO_SETTLEMENT: Said = say("Әзірге ештеңе есептелген жоқ.", "Пока ничего не рассчитано.", "Nothing has been settled yet.", "尚无结算。");
    pub(crate) const CONTROL: Said = say("Басқару қызметі (JSON)", "Служба управления (JSON)", "Control service (JSON)", "控制服务（JSON）");
    pub(crate) const SETTLE: Said = say("Аяқтау", "Завершить", "Complete", "完成");
    pub(crate) const CHARGE_BACK: Said = say("Төлемді даулау", "Оспорить платёж", "Charge back", "拒付");
    pub(crate) const CALL_BACK: Said = say("Кері шақыруды жіберу", "Послать обратный вызов", "Send the callback", "发送回调");
    pub(crate) const CARDS: Said = say("Сынақ нөмірлері", "Тестовые номера", "Test numbers", "测试号码");
    pub(crate) const HAPPENS: Said = say("Не болады", "Что произойдёт", "What happens", "结果");
    pub(crate) const ORDERS: Said = say("Тапсырыстар", "Заказы", "Orders", "订单");
    pub(crate) const NO_ORDERS: Said = say(
        "Әзірге тапсырыс жоқ. Порталда төлем тәсілін таңдаңыз.",
        "Заказов пока нет. Выберите на портале способ оплаты.",
        "No orders yet. Choose a payment method on the portal.",
        "暂无订单。请在门户网站选择支付方式。");
    pub(crate) const PLAY: Said = say("Қазір ойнату", "Сыграть сейчас", "Play now", "立即执行");
    pub(crate) const CALLBACKS: Said = say("Кері шақырулар", "Обратные вызовы", "Callbacks", "回调");
    pub(crate) const PLANNED: Said = say("күтілуде", "ожидается", "planned", "待发送");

    pub(crate) const CARD_APPROVE: Said = say("Бірден төленеді", "Оплачено сразу", "Paid at once", "立即支付成功");
    pub(crate) const CARD_DECLINE: Said = say("Біржола қабылданбайды", "Отклонено окончательно", "Declined for good", "最终拒绝");
    pub(crate) const CARD_INSUFFICIENT: Said = say("Қаражат жеткіліксіз: бет қалады, басқа картаны байқап көруге болады", "Недостаточно средств: страница остаётся, можно взять другую карту", "Not enough money: the page stays, another card may be tried", "余额不足：页面保留，可换卡再试");
    pub(crate) const CARD_PENDING: Said = say("Біраз күтеді, сосын төленеді", "Сначала в обработке, потом оплачено", "Pending for a while, then paid", "先处理中，随后支付成功");
    pub(crate) const CARD_NEVER: Said = say("Жауап ешқашан келмейді: өңделуде болып қала береді", "Ответа не будет: в обработке навсегда", "Never answers: pending for ever", "永不应答：一直处理中");
    pub(crate) const CARD_TIMEOUT: Said = say("Ақша алынды, бірақ бет жауап бермейді", "Деньги списаны, но страница не отвечает", "Money taken, but the page gets no answer", "已扣款，但页面超时");
    pub(crate) const CARD_LOST: Said = say("Төленді, бірақ кері шақыру жоғалады", "Оплачено, но обратный вызов потерян", "Paid, but the callback is lost", "支付成功，但回调丢失");
    pub(crate) const CARD_TWICE: Said = say("Төленді, кері шақыру үш рет келеді", "Оплачено, обратный вызов приходит трижды", "Paid, and the callback comes three times", "支付成功，回调重复三次");
    pub(crate) const CARD_AMOUNT: Said = say("Төленді, бірақ сомасы басқа", "Оплачено, но сумма другая", "Paid, but another amount", "支付成功，但金额不符");
    pub(crate) const CARD_LATE: Said = say("Жауап жоқ; көп кейін төленген болып шығады", "Ответа нет; намного позже оказывается оплачено", "No answer; much later it turns out paid", "无应答；很久之后才显示已支付");
    pub(crate) const CARD_BROKEN: Said = say("Төленді; күй қызметі бір рет 500 қатесін береді", "Оплачено; служба состояния один раз отвечает ошибкой 500", "Paid; the status service fails once with an error 500", "支付成功；状态服务先返回一次 500 错误");
    pub(crate) const CARD_UNFOUND: Said = say("Күй қызметі тапсырысты әуелі таппайды, сосын төленген", "Служба состояния сначала не находит заказ, потом оплачено", "The status service first does not find the order, then it is paid", "状态服务先查不到订单，随后显示已支付");
    pub(crate) const CARD_CODE: Said = say("Растау коды қашан да қате", "Код подтверждения всегда неверен", "The confirming code is always wrong", "验证码始终错误");
    pub(crate) const CARD_CHARGEBACK: Said = say("Төленді; кейін төлеушінің банкі ақшаны қайтарып алады", "Оплачено; позже банк плательщика возвращает деньги себе", "Paid; later the payer's bank takes the money back", "支付成功；之后付款人银行拒付");
    pub(crate) const CARD_SLOW: Said = say("Төленді, бірақ бәрі баяу", "Оплачено, но всё медленно", "Paid, but everything is slow", "支付成功，但一切都很慢");
}
pub(crate) use table::*;
