//! The post as the rest of the program uses it: words, messages, the folder, and a mail server that speaks real SMTP.

use std::{path::Path, time::Duration};

use jiff::civil::date;
use lettre::transport::smtp::authentication::Credentials;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
    task::JoinHandle,
};

use super::{
    compose::{Facts, compose},
    inbox::{Piece, inbox_list, inbox_read},
    *,
};
use crate::domain::{
    money::Money,
    payment_code::PaymentCode,
    visa::{VisaGround, VisaState},
};

const PORTAL: &str = "https://evisa.example";

fn now() -> Timestamp {
    "2022-06-08T08:05:00Z".parse().unwrap()
}

fn sender() -> Mailbox {
    "Визово-миграционный портал <portal@evisa.example>".parse().unwrap()
}

fn letter() -> Letter {
    let facts =
        Facts::ResetPassword { name: "王 小明".to_owned(), link: format!("{PORTAL}/zh/reset/abc"), minutes: 30 };
    let words = compose(Lang::Zh, &facts, PORTAL);
    Letter {
        to: "applicant@mail.example".parse().unwrap(),
        lang: Lang::Zh,
        message_id: "reset:01h2".to_owned(),
        subject: words.subject,
        text: words.text,
        html: words.html,
        attachments: vec![Attachment {
            file_name: "签证.pdf".to_owned(),
            content_type: "application/pdf".to_owned(),
            bytes: vec![0, 13, 10, 46, 13, 10, 255],
        }],
    }
}

fn to_folder(dir: &Path) -> Transport {
    let way = Way::Files { dir: dir.join("letters") };
    Transport::new(Settings { from: sender(), reply_to: Some("help@evisa.example".parse().unwrap()), way }).unwrap()
}

/// One of each kind.
fn all_facts() -> Vec<Facts> {
    let (name, link) = ("Wang Xiaoming".to_owned(), format!("{PORTAL}/a"));
    let number = || "16546778150988".parse().unwrap();
    let (from, to) = (date(2022, 6, 8), date(2022, 7, 7));
    vec![
        Facts::ConfirmEmail { name: name.clone(), link: link.clone(), hours: 24 },
        Facts::AlreadyRegistered { name: name.clone(), sign_in_link: link.clone(), reset_link: format!("{PORTAL}/r") },
        Facts::ResetPassword { name: name.clone(), link: link.clone(), minutes: 30 },
        Facts::StaffInvited { name: name.clone(), link: link.clone(), hours: 72 },
        Facts::SecondFactorSet { name: name.clone(), at: now(), reset_link: link.clone() },
        Facts::PasswordChanged { name: name.clone(), at: now(), reset_link: link.clone() },
        Facts::EraseConfirm { name: name.clone(), link: link.clone(), hours: 1 },
        Facts::Erased { name: name.clone(), at: now() },
        Facts::EmailConfirmNew { name: name.clone(), link: link.clone(), hours: 24 },
        Facts::EmailChanging { name: name.clone(), at: now(), made: false, link: link.clone(), hours: 168 },
        Facts::EmailChanging { name: name.clone(), at: now(), made: true, link: link.clone(), hours: 168 },
        Facts::ApplicationReceived { name: name.clone(), number: number(), fee: Money::usd(8_000), link: link.clone() },
        Facts::FeePaid { name: name.clone(), number: number(), due: date(2022, 6, 15), link: link.clone() },
        Facts::VisaGranted {
            name: name.clone(),
            number: number(),
            visa_number: "000123456".to_owned(),
            link: link.clone(),
            from,
            to,
        },
        Facts::Refunded {
            name: name.clone(),
            number: number(),
            code: PaymentCode::compose(1, 10_101).unwrap(),
            amount: Money::kzt(3_106_240),
            link: link.clone(),
        },
        Facts::VisaWithdrawn {
            name: name.clone(),
            number: number(),
            visa_number: "EV0000001".to_owned(),
            state: VisaState::Revoked,
            ground: VisaGround::PurposeGone,
            at: "2022-06-08T08:43:35Z".parse().unwrap(),
            link: link.clone(),
        },
        Facts::VisaCorrected {
            name: name.clone(),
            number: number(),
            old: "EV0000001".to_owned(),
            visa_number: "EV0000002".to_owned(),
            link,
        },
        Facts::DocumentsAgain { name, number: number() },
        Facts::SignatureAdded { name: "Wang Xiaoming".to_owned(), at: now(), link: format!("{PORTAL}/s") },
    ]
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table: one subject for each letter and language")]
fn subjects_come_in_four_languages() {
    let subjects = |lang| all_facts().iter().map(|facts| compose(lang, facts, PORTAL).subject).collect::<Vec<_>>();
    let expected = [
        [
            "E-mail мекенжайыңызды растаңыз",
            "Сіздің тіркелгіңіз бар",
            "Жаңа құпиясөз таңдаңыз",
            "Электрондық визалар порталында жұмыс істеуге шақыру",
            "Кірудің екінші қадамы бапталды",
            "Құпиясөзіңіз өзгертілді",
            "Тіркелгіңізді жоюды растаңыз",
            "Тіркелгіңіз жойылды",
            "Жаңа электрондық пошта мекенжайыңызды растаңыз",
            "Мекенжайыңызды өзгерту сұралды",
            "Электрондық пошта мекенжайыңыз өзгертілді",
            "16546778150988 өтінімі: мемлекеттік бажды төлеңіз",
            "16546778150988 өтінімі: баж төленді",
            "16546778150988 өтінімі: визаңыз дайын",
            "16546778150988 өтінімі: ақша қайтарылды",
            "16546778150988 өтінімі: визаңыз енді жарамсыз",
            "16546778150988 өтінімі: визаңыз түзетілді",
            "16546778150988 өтінімі: құжаттарыңыз",
            "Тіркелгіңізді цифрлық қолтаңба ашады",
        ],
        [
            "Подтвердите адрес e-mail",
            "У Вас уже есть учетная запись",
            "Задайте новый пароль",
            "Приглашение к работе на портале электронных виз",
            "Настроен второй шаг входа",
            "Ваш пароль изменен",
            "Подтвердите удаление учетной записи",
            "Ваша учетная запись удалена",
            "Подтвердите новый адрес электронной почты",
            "Запрошено изменение Вашего адреса",
            "Ваш адрес электронной почты изменен",
            "Заявка 16546778150988: оплатите госпошлину",
            "Заявка 16546778150988: госпошлина оплачена",
            "Заявка 16546778150988: Ваша виза готова",
            "Заявка 16546778150988: деньги возвращены",
            "Заявка 16546778150988: Ваша виза больше не действует",
            "Заявка 16546778150988: Ваша виза исправлена",
            "Заявка 16546778150988: Ваши документы",
            "Вашу учетную запись открывает цифровая подпись",
        ],
        [
            "Confirm your e-mail address",
            "You already have an account",
            "Choose a new password",
            "Invitation to work at the e-visa portal",
            "A second login step was set up",
            "Your password was changed",
            "Confirm that your account is to be deleted",
            "Your account was deleted",
            "Confirm your new e-mail address",
            "Somebody asks to change your e-mail address",
            "Your e-mail address was changed",
            "Application 16546778150988: pay the state fee",
            "Application 16546778150988: the fee is paid",
            "Application 16546778150988: your visa is ready",
            "Application 16546778150988: money was returned",
            "Application 16546778150988: your visa is no longer valid",
            "Application 16546778150988: your visa was corrected",
            "Application 16546778150988: your documents",
            "A digital signature opens your account",
        ],
        [
            "请确认您的电子邮箱",
            "您已有账户",
            "请设置新密码",
            "邀请您在电子签证门户工作",
            "已设置登录第二步",
            "您的密码已更改",
            "请确认删除您的账户",
            "您的账户已删除",
            "请确认您的新电子邮箱",
            "有人申请更改您的电子邮箱",
            "您的电子邮箱已更改",
            "申请 16546778150988：请缴纳规费",
            "申请 16546778150988：规费已付",
            "申请 16546778150988：您的签证已办妥",
            "申请 16546778150988：款项已退回",
            "申请 16546778150988：您的签证已失效",
            "申请 16546778150988：您的签证已更正",
            "申请 16546778150988：您的文件",
            "可用数字签名打开您的账户",
        ],
    ];
    for (lang, expected) in Lang::ALL.into_iter().zip(expected) {
        assert_eq!(subjects(lang), expected);
    }
}

#[test]
fn no_letter_lacks_a_sentence_or_an_argument() {
    for lang in Lang::ALL {
        for facts in all_facts() {
            let words = compose(lang, &facts, PORTAL);
            for text in [&words.subject, &words.text, &words.html] {
                assert!(
                    !text.contains(['⟦', '{', '$']) || text.contains("$80.00") || text.contains("80,00\u{a0}$"),
                    "{text}"
                );
            }
            assert!(words.text.ends_with(&format!("\n{PORTAL}\n")), "{}", words.text);
            assert!(words.html.contains(&format!("<html lang=\"{}\">", lang.tag())));
        }
    }
}

#[test]
fn a_letter_says_what_to_do_and_how_long() {
    let facts =
        Facts::ConfirmEmail { name: "Wang Xiaoming".to_owned(), link: format!("{PORTAL}/c?a=1&b=2"), hours: 36 };
    let words = compose(Lang::En, &facts, PORTAL);
    assert_eq!(
        words.text,
        "Dear Wang Xiaoming,\n\n\
         This address was given when an account was registered at the portal. Confirm it, then you can log in.\n\n\
         Confirm the address:\nhttps://evisa.example/c?a=1&b=2\n\n\
         The link works once. Time you have: 1 day 12 hours.\n\n\
         If it was not you, do nothing: without confirmation nobody can use the account.\n\n\
         Visa and Migration Portal. This letter was written automatically.\nhttps://evisa.example\n"
    );
    assert!(
        words.html.contains("<a href=\"https://evisa.example/c?a=1&amp;b=2\">Confirm the address</a>"),
        "{}",
        words.html
    );
    for unwanted in ["style", "<img", "<script"] {
        assert!(!words.html.contains(unwanted), "{unwanted}");
    }
}

#[test]
fn the_visa_letter_carries_the_travel_rules() {
    let granted = all_facts().into_iter().find(|facts| matches!(facts, Facts::VisaGranted { .. }));
    let words = compose(Lang::Ru, &granted.unwrap(), PORTAL);
    for rule in ["08.06.2022 – 07.07.2022", "000123456", "Распечатайте", "паспорт", "Астана", "3 рабочих дней"]
    {
        assert!(words.text.contains(rule), "{rule}: {}", words.text);
    }
}

#[test]
fn a_name_that_could_be_a_link_is_not_greeted() {
    let text = |name: &str| {
        let facts = Facts::ResetPassword { name: name.to_owned(), link: PORTAL.to_owned(), minutes: 1 };
        compose(Lang::En, &facts, PORTAL).text
    };
    for name in ["Айгүл Серікқызы", "O'Neill Anne-Marie", "王小明", "Müller"] {
        assert!(text(name).starts_with(&format!("Dear {name},\n")), "{name}");
    }
    for name in
        ["You won see evil.example", "http://evil.example", "<b>x</b>", "", "  ", "+7 700 1112233", &"x".repeat(61)]
    {
        assert!(text(name).starts_with("Hello,\n"), "{name}");
    }
}

#[tokio::test]
async fn a_letter_in_the_folder_reads_back_as_it_was_written() {
    let dir = tempfile::tempdir().unwrap();
    let (transport, letter) = (to_folder(dir.path()), letter());
    let delivered = transport.deliver(&letter, now()).await.unwrap();
    assert_eq!(delivered.message_id.split_once('@').unwrap().1, "evisa.example");

    let folder = dir.path().join("letters");
    let lines = inbox_list(&folder).unwrap();
    assert_eq!(lines.len(), 1);
    let read = inbox_read(&folder, &lines[0].id).unwrap().unwrap();
    assert_eq!(read.line.to, "applicant@mail.example");
    assert_eq!(read.line.subject, letter.subject);
    assert_eq!(read.line.at, Some(now()));
    assert_eq!(read.html, letter.html);
    assert_eq!(read.attachments, letter.attachments);
    let whole: String = read.text.iter().map(|(Piece::Words(text) | Piece::Link(text))| text.as_str()).collect();
    assert_eq!(whole, letter.text);
    let links: Vec<_> = read.text.iter().filter(|piece| matches!(piece, Piece::Link(_))).collect();
    assert_eq!(links, [&Piece::Link(format!("{PORTAL}/zh/reset/abc")), &Piece::Link(PORTAL.to_owned())]);
}

#[tokio::test]
async fn a_letter_delivered_twice_is_one_letter() {
    let dir = tempfile::tempdir().unwrap();
    let transport = to_folder(dir.path());
    let first = transport.deliver(&letter(), now()).await.unwrap();
    let file = |dir: &Path| {
        std::fs::read_dir(dir.join("letters")).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>()
    };
    let before = std::fs::read(&file(dir.path())[0]).unwrap();
    assert_eq!(transport.deliver(&letter(), now()).await.unwrap(), first);
    let other = Letter { message_id: "reset:01h3".to_owned(), ..letter() };
    assert_eq!(std::fs::read(&file(dir.path())[0]).unwrap(), before);
    assert_ne!(transport.deliver(&other, now()).await.unwrap(), first);
    assert_eq!(file(dir.path()).len(), 2);
}

#[tokio::test]
async fn a_reader_never_sees_half_a_letter() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, transport) = (dir.path().join("letters"), Arc::new(to_folder(dir.path())));
    let mut letter = letter();
    letter.attachments[0].bytes = vec![7; 300_000];
    transport.deliver(&letter, now()).await.unwrap();
    let id = inbox_list(&folder).unwrap()[0].id.clone();
    let writers: Vec<_> = (0..8)
        .map(|_| {
            let (transport, letter) = (transport.clone(), letter.clone());
            tokio::spawn(async move { transport.deliver(&letter, now()).await })
        })
        .collect();
    for _ in 0..50 {
        assert_eq!(inbox_read(&folder, &id).unwrap().unwrap().attachments[0].bytes.len(), 300_000);
        tokio::task::yield_now().await;
    }
    for writer in writers {
        writer.await.unwrap().unwrap();
    }
    let names: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, [format!("{id}.eml").as_str()], "nothing unfinished is left");
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_a_temporary_fault() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("letters"), "a file in the way").unwrap();
    let fault = to_folder(dir.path()).deliver(&letter(), now()).await.unwrap_err();
    assert_eq!(fault.hope, Hope::Temporary);
    assert!(!fault.reason.contains("applicant"), "{fault}");
}

#[test]
fn the_inbox_opens_nothing_but_letters() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("secret.eml"), "To: a@b.c\r\n\r\nx").unwrap();
    for id in ["secret", "../secret", "", "..", &"../".repeat(11), &"g".repeat(32), &"0".repeat(32)] {
        assert_eq!(inbox_read(dir.path(), id).unwrap(), None, "{id}");
    }
    assert_eq!(inbox_list(dir.path()).unwrap(), []);
    assert_eq!(inbox_list(&dir.path().join("missing")).unwrap(), []);
}

#[tokio::test]
async fn no_value_starts_a_header_of_its_own() {
    let attack = "x\r\nBcc: victim@mail.example\r\n\r\nbody\u{2028}\0\"; name=\"y";
    let mut letter = Letter { subject: attack.to_owned(), message_id: attack.to_owned(), ..letter() };
    letter.attachments[0].file_name = attack.to_owned();
    let bytes = message::write(&letter, (&sender(), None), now()).unwrap().formatted();
    let parsed = mail_parser::MessageParser::default().parse(&bytes).unwrap();
    assert!(parsed.bcc().is_none());
    assert!(parsed.subject().unwrap().starts_with("x  Bcc: victim"));
    let headers = String::from_utf8_lossy(&bytes);
    let headers = headers.split_once("\r\n\r\n").unwrap().0;
    assert!(!headers.contains("\nBcc"), "{headers}");
    assert!(headers.is_ascii() && !headers.contains('\0'), "{headers}");
    assert!(headers.contains("Auto-Submitted: auto-generated"), "{headers}");
    assert!(headers.lines().all(|line| line.len() <= 998), "RFC 5322 2.1.1");

    letter.attachments[0].content_type = "text/plain\r\nBcc: victim@mail.example".to_owned();
    if let Ok(message) = message::write(&letter, (&sender(), None), now()) {
        let bytes = message.formatted();
        assert!(!String::from_utf8_lossy(&bytes).contains("\nBcc"), "a media type starts a header");
    }
}

#[test]
fn the_same_letter_at_the_same_time_has_the_same_bytes() {
    let bytes = || message::write(&letter(), (&sender(), None), now()).unwrap().formatted();
    assert_eq!(bytes(), bytes());
    assert!(message::write(&letter(), (&sender(), None), Timestamp::MIN).is_ok());
}

#[tokio::test]
async fn letters_can_be_delivered_into_memory() {
    let delivery = Delivery::default();
    let way = Way::Memory(delivery.clone());
    let transport = Transport::new(Settings { from: sender(), reply_to: None, way }).unwrap();
    transport.deliver(&letter(), now()).await.unwrap();
    assert_eq!(*delivery.lock().unwrap(), [letter()]);
}

/// A mail server for one connection: says `refusal` to the command that starts with `verb`, and returns everything it was told.
async fn mail_server(verb: &'static str, refusal: &'static str) -> (u16, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let told = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let (reader, mut writer) = stream.into_split();
        let (mut reader, mut told, mut in_message) = (BufReader::new(reader), String::new(), false);
        writer.write_all(b"220 model.example ESMTP\r\n").await.unwrap();
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).await.unwrap_or(0) == 0 {
                return told;
            }
            told.push_str(&line);
            let reply = match line.trim_end() {
                "." => "250 accepted",
                _ if in_message => continue,
                command if !verb.is_empty() && command.starts_with(verb) => refusal,
                command if command.starts_with("EHLO") => "250-model.example\r\n250-AUTH PLAIN\r\n250 8BITMIME",
                command if command.starts_with("AUTH") => "235 welcome",
                "DATA" => "354 go on",
                "QUIT" => "221 goodbye",
                _ => "250 fine",
            };
            in_message = reply.starts_with("354");
            if reply != "silence" && writer.write_all(format!("{reply}\r\n").as_bytes()).await.is_err() {
                return told;
            }
        }
    });
    (port, told)
}

fn to_server(port: u16, tls: Tls) -> Transport {
    let smtp = SmtpSettings {
        host: "127.0.0.1".to_owned(),
        port,
        tls,
        authority_pem: None,
        credentials: Some(Credentials::new("portal".to_owned(), "hunter2".to_owned())),
        hello_name: "evisa.example".to_owned(),
        timeout: Duration::from_millis(1_500),
    };
    Transport::new(Settings { from: sender(), reply_to: None, way: Way::Smtp(smtp) }).unwrap()
}

#[tokio::test]
async fn a_mail_server_gets_the_whole_letter() {
    let (port, told) = mail_server("", "").await;
    let delivered = to_server(port, Tls::None).deliver(&letter(), now()).await.unwrap();
    let told = told.await.unwrap();
    for line in [
        "EHLO evisa.example\r\n",
        "AUTH PLAIN ",
        "MAIL FROM:<portal@evisa.example>",
        "RCPT TO:<applicant@mail.example>",
        "To: applicant@mail.example\r\n",
        "Date: Wed, 08 Jun 2022 08:05:00 +0000\r\n",
        &format!("Message-ID: <{}>\r\n", delivered.message_id),
    ] {
        assert!(told.contains(line), "{line} is not in\n{told}");
    }
    let message = told.split_once("DATA\r\n").unwrap().1;
    let parsed = mail_parser::MessageParser::default().parse(message.as_bytes()).unwrap();
    assert_eq!(parsed.subject(), Some(letter().subject.as_str()));
    assert_eq!(parsed.attachment(0).unwrap().contents(), letter().attachments[0].bytes);
}

#[tokio::test]
async fn the_server_s_answer_decides_whether_to_try_again() {
    for (verb, refusal, hope, reason) in [
        ("RCPT", "451 <applicant@mail.example> greylisted", Hope::Temporary, "the mail server answered 451"),
        ("RCPT", "550 no <applicant@mail.example> here", Hope::Permanent, "the mail server answered 550"),
        ("DATA", "552 too large", Hope::Permanent, "the mail server answered 552"),
        ("MAIL", "421 going down", Hope::Temporary, "the mail server answered 421"),
        ("AUTH", "535 wrong password", Hope::Temporary, "the mail server refuses our sign-in (535)"),
        ("EHLO", "nonsense", Hope::Temporary, "the mail server answered something that is not SMTP"),
        ("RCPT", "silence", Hope::Temporary, "the mail server did not answer within 1 s"),
    ] {
        let (port, told) = mail_server(verb, refusal).await;
        let fault = to_server(port, Tls::None).deliver(&letter(), now()).await.unwrap_err();
        assert_eq!((fault.hope, fault.reason.as_str()), (hope, reason), "{verb} {refusal}");
        told.abort();
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_or_speaks_no_tls_is_tried_again() {
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let fault = to_server(port, Tls::None).deliver(&letter(), now()).await.unwrap_err();
    assert_eq!((fault.hope, fault.reason.as_str()), (Hope::Temporary, "the mail server cannot be reached"));

    let (port, told) = mail_server("", "").await;
    let fault = to_server(port, Tls::Starttls).deliver(&letter(), now()).await.unwrap_err();
    assert_eq!(fault.hope, Hope::Temporary, "{fault}");
    let told_in_the_clear = told.await.unwrap();
    assert!(!told_in_the_clear.contains("AUTH") && !told_in_the_clear.contains("MAIL"), "{told_in_the_clear}");
}

#[test]
fn plain_smtp_leaves_this_machine_never() {
    for (host, is_here) in
        [("localhost", true), ("127.0.0.1", true), ("[::1]", true), ("mail.example", false), ("10.0.0.1", false)]
    {
        assert_eq!(is_loopback(host), is_here, "{host}");
        let smtp = SmtpSettings {
            host: host.to_owned(),
            port: 25,
            tls: Tls::None,
            authority_pem: None,
            credentials: None,
            hello_name: "localhost".to_owned(),
            timeout: Duration::from_secs(1),
        };
        let transport = Transport::new(Settings { from: sender(), reply_to: None, way: Way::Smtp(smtp) });
        assert_eq!(transport.is_ok(), is_here, "{host}");
    }
}

#[test]
fn a_password_is_never_printed() {
    assert!(!format!("{:?}", Credentials::new("portal".to_owned(), "hunter2".to_owned())).contains("hunter2"));
    assert_eq!(format!("{:?}", to_server(1, Tls::None)), "Transport(smtp)");
}
