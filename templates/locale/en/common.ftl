# Words and sentences that every part uses. Equal keys and arguments in all four languages.

## Words
yes = Yes
no = No
back = Back
continue = Continue
save = Save
close = Close
change = Change
search = Search
show = Show
send = Send
confirm = Confirm
none-given = Not provided
total = Total

## The frame of every page
language-bar = Language
skip-to-content = Skip to main content
error-title = Error: { $title }
error-summary = There is a problem
warning-heading = Warning
demo-band = Demonstration. Everything here is invented: no visa is issued and no money is taken.
footer-label = About this service
pagination = Pages
pagination-previous = Previous page
pagination-next = Next page
pagination-position = Page { $a } of { $b }

## When something does not work
too-many-title = Too many requests
too-many-body = { $minutes ->
    [one] Wait { $minutes } minute, then try again.
   *[other] Wait { $minutes } minutes, then try again.
}
denied-title = This cannot be done
sign-in-first-title = Log in to continue
sign-in-first-body = You will come back to this page afterwards.
signed-out-title = You are logged out
signed-out-body = You can close this page or log in again.
stay-signed-in = Stay logged in

## Field errors: what to do, with an example
field-required = Fill in this field
field-choose = Choose one of the options
field-confirm = Tick the box to confirm
field-too-long = { $max ->
    [one] Enter no more than { $max } character
   *[other] Enter no more than { $max } characters
}
field-date-future = Enter a date in the past, for example 08.06.1990
field-email = Enter an e-mail address with an @ sign, for example name@example.com
field-phone = Enter the number with the country code, for example +7 700 111 22 33
field-passport-number = Enter the passport number as in the passport: up to 9 letters and digits, for example E12345678
field-invitation = Enter the 10 digits from your invitation, for example 3622000299
field-country = Choose a country from the list, for example China

## Dates, amounts, sizes, durations
date-hint = Day, month, year, for example 08.06.1990
date-time = { $date }, { $time } (Almaty time, { $offset })
date-range = { $from } – { $to }
money-kzt = { $amount }{"\u00A0"}₸
money-usd = ${ $amount }
size-kb = { $n }{"\u00A0"}KB
size-mb = { $n }{"\u00A0"}MB
duration-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
duration-working-days = { $n ->
    [one] { $n } working day
   *[other] { $n } working days
}
duration-hours = { $n ->
    [one] { $n } hour
   *[other] { $n } hours
}
duration-minutes = { $n ->
    [one] { $n } minute
   *[other] { $n } minutes
}
duration-seconds = { $n ->
    [one] { $n } second
   *[other] { $n } seconds
}
duration-two = { $larger } { $smaller }

## Labels of the manual's figures
hdr-portal = Visa and Migration Portal
hdr-login = Log in
hdr-or = or
hdr-register = Register
hdr-logout = Log out

login-tab-pw = Username / password
login-tab-eds = Digital signature
login-tab-egov = eGov
login-warn-old = Attention! If you registered on the old portal, you must register again.
login-forgot = Forgot your password?
login-help = Instructions: “User authorization”

home-title = Portal services

svc-evisa = E-visa
svc-title = Issuance of visas for entry to / exit from the Republic of Kazakhstan
svc-country = Country
svc-entries = Number of entries
svc-get = Get a visa
svc-types = The following visa types are available as E-VISA:

type-business = Single-entry business visa
type-tourist = Single-entry tourist visa
type-medical = Single-entry visa for medical treatment

svc-fullname = Full name of the service
svc-provider = Service provided by
svc-provider-v = Missions of the Republic of Kazakhstan abroad / territorial units (the “service provider”)
svc-who = Who can get the service?
svc-who-v = Foreign citizens
svc-term = Processing time
svc-term-v = 5 (five) working days. If the coordinating authorities do not reply in time, the service is provided within 1 working day after their approval is received.
svc-fee = Fee

fee-tourist = State fee, tourist visa: $60
fee-business = State fee, business visa: $80
fee-medical = State fee, medical visa: $80

svc-instr = How to obtain the service
svc-instr-dl = Download instructions

note-norefund = Consular fees are non-refundable
note-invite = An e-visa is issued only on the basis of a valid invitation from the Kazakhstan side
note-match = The information must match the data in the invitation
note-print = Print the e-visa and show it when crossing the border
note-airports = Entry and exit only through the international airports of Nur-Sultan (Astana) and Almaty
note-children = E-visas are not issued to foreigners entering with children
note-carry = Carry the printed e-visa and passport during your stay

wiz-title = E-visa application by invitation
wiz-step = Step { $a }

s1-title = Please fill in your personal information
s1-hint = It is important that the information matches the foreign citizen’s valid document

f-invitation = Invitation number
f-passport = Passport number
f-sex = Sex
f-dob = Date of birth
f-nationality = Nationality
f-required = * Required fields

b-cancel = Cancel
b-next = Next

s1-inviter = Inviting organization or person

f-iin = IIN / BIN
f-org = Organization name
f-addr = Address

s1-stay = Address of stay in the Republic of Kazakhstan

f-region = Region
f-street = Street
f-house = House

s1-confirm = I confirm that the information provided is accurate and understand that if false information is given the result of the service will be invalid

s2-title = Payment of the state fee for the service

f-payer = Payer
f-beneficiary = Beneficiary
f-taxcode = Tax authority code
f-knp = Payment purpose code (KNP)
f-kbk = Budget classification code (KBK)
f-currency = Currency
f-amount = Amount

s2-epay = Payment is made on the e-government page of the Republic of Kazakhstan (E-Pay)

b-pay = Pay

gw-title = E-government payment gateway
gw-sum = Amount excluding commission
gw-fee = Commission
gw-fee-note = The commission (KZT) is set by the bank or organization carrying out the transaction
gw-methods = Payment methods
gw-cards = Payment cards
gw-wallets = E-wallets
gw-mobile = Mobile phone balance
gw-mobile-note = The payment is charged to the balance of your number
gw-sub = Subscriber information
gw-code = Unique payment code
gw-terms = Terms
gw-resp = The payer is responsible for the correctness of the payment details and the amount

card-order = Order amount
card-name = Name on card
card-pan = Card number
card-exp = Expiry date
card-month = Month
card-year = Year
card-cvv = CVV2/CVC2/CID – 3 digits (4 for American Express)
card-cvv-help = Where is the CVV2/CVC2 code?
card-limit = You have 30 minutes or 5 attempts to complete the payment
card-email = Your valid e-mail
card-notify = Send error notifications
card-phone = Your contact phone
card-wait = Attention! After pressing “Pay”, be sure to wait for the server’s answer!

wal-sum = Amount to pay
wal-num = Enter the wallet number
wal-ex = Example: 77001112233

mob-num = Enter the phone number

pay-wait = The payment is being processed. Wait for confirmation.

rec-title = Electronic receipt

s3-title = Result of the service
s3-pdf = Download the visa (PDF)

acc-title = Personal account
acc-me = My details
acc-visas = Visas

col-name = Name
col-period = Period
col-fromto = from { $a } to { $b }
col-app = Application no. / date
col-status = Visa status

st-approved = Approved
st-paid = Paid
st-progress = In progress
st-unpaid = Payment not completed

b-update = Update status
b-receipt = Payment receipt
b-send = Send by e-mail
b-print = Print
