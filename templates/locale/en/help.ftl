# Help, accessibility statement, privacy.

help-title = Help
help-lead = Each screen in short, in the order in which you meet it.
help-contents = Screens
help-search = What are you looking for?
help-search-hint = A word from a screen, in any of the four languages, or from the printed manual.
help-found = { $count ->
    [one] Found on { $count } screen
   *[other] Found on { $count } screens
}
help-found-nothing = Try another word, or a part of it. All screens are explained below.
help-open = Open this page
help-more = About this portal

help-login = Log in with the e-mail address and the password that you gave when you registered. If you registered on the old portal, you must register again. If you forgot the password, use the link under the form: a letter brings you a link to set a new one.
help-services = From here everything begins: a new e-visa, your visas, the check of a printed visa, and this help. What you began and did not finish stands on top with a button to continue.
help-service = Who gets the visa, from whom, how long it takes and what it costs. Choose your country and press “Get a visa”. An e-visa is for one entry and is issued only on an invitation; the fee is not refunded.
help-eligibility = Five questions tell whether an e-visa can be given to you. If it cannot, the page says why and where to go instead. An e-visa is not issued to foreigners who enter with children.
help-step-1-title = Step 1: your personal information
help-step-1 = Fill in the invitation number, the passport number, sex, date of birth and nationality exactly as in the passport and the invitation. You can paste the two lines at the foot of the passport’s photo page instead: they fill in four fields. “Save and continue later” keeps what you typed for 30 days. If no invitation matches, compare every field; the portal does not say which one differs, to protect the invited person.
help-confirm-title = Step 1: check and confirm
help-confirm = Compare your details, the inviter and the address of stay. Mistakes of yours can be changed with “Change”; mistakes in the invitation only by the inviting side. Tick the declaration and press “Next”.
help-step-2-title = Step 2: payment of the state fee
help-step-2 = The page shows payer, beneficiary and the codes of the treasury, the fee in dollars and the amount in tenge at the rate of the National Bank. When you press “Pay”, the amount is fixed for 30 minutes and E-Pay opens.
help-epay = Choose how to pay: a bank card, an e-wallet or the balance of a Kazakhstan mobile number. Each tile shows the commission and the total. The unique payment code helps us to find your payment.
help-method-title = Paying by card, wallet or phone
help-method = You have 30 minutes or 5 attempts. After pressing “Pay” wait for the answer and do not close the page. Card numbers are typed on the bank’s own page and never reach this portal.
help-waiting-title = When the payment is being checked
help-waiting = Sometimes the bank needs a while. Do not pay a second time: the portal keeps asking the bank. “Update status” under “My visas” asks again at once.
help-result-title = Step 3: visa and receipt
help-result = After the payment download the visa as PDF and the electronic receipt. Both are also sent to your e-mail address and stay in your account.
help-visas = All your applications with period, number and status. The visa can be opened once the status is “Approved” and “Paid”. “Send by e-mail” sends the documents again.
help-border-title = Printing and crossing the border
help-border = Print the visa on one sheet of A4 paper or save it as PDF. Show the printout at passport control, and carry it with your passport during the whole stay.

accessibility-title = Accessibility
accessibility-lead = Everybody should be able to apply for a visa here without help.
accessibility-works-title = What works
accessibility-works = Every page works with the keyboard alone, without a mouse and without scripts, at four times the usual size of letters, on narrow screens, and in dark and light colours. Fields, faults and changes of status are named for screen readers. Nothing moves, and nothing depends on colour alone. Documents are tagged PDF files.
accessibility-known-title = What does not work yet
accessibility-known = The pages of banks that take card payments are not ours, and we cannot change them. The Kazakh wording has not yet been read by enough native readers. There is no version in sign language.
accessibility-tested-title = How this was tested
accessibility-tested = The pages were built to the Web Content Accessibility Guidelines 2.2, level AA, and were checked by their makers with automatic tools and by hand. No independent body has audited them, and not every screen reader was tried.
accessibility-tell-title = Tell us
accessibility-tell = If something keeps you from applying, tell the mission of Kazakhstan that runs this portal. It can also accept your application at its counter.

privacy-title = Privacy
privacy-lead = What this portal keeps about you, why, and for how long.
privacy-account-title = Your account
privacy-account = E-mail address, name and language. The password is kept only as a hash from which it cannot be read back. For each session we keep when it began, on which kind of device and in which part of the network, so that you can end it. If you log in with a digital signature, also the numbers in its certificate (IIN, and BIN where there is one) and the day it ends; the signature itself is not kept.
privacy-application-title = Your application
privacy-application = Number and facts of your passport, and the invitation with its inviter and address of stay: they are needed to decide on the visa. The answers to the questions before step 1 are not kept, except the nationality, the kind of visa and the last day of the passport once you begin an application.
privacy-payment-title = Your payment
privacy-payment = Amounts, times, references and the answers of banks, because the treasury must account for every fee. Card numbers never reach this portal.
privacy-log-title = Records of what was done
privacy-log = Every change is written into a log that cannot be altered: when, by which account and from which part of the network. It holds no passport facts and no passwords.
privacy-long-title = How long
privacy-long = { $days ->
    [one] A draft is offered for { $days } day after its last change and then deleted. Applications, payments and visas are kept as long as the law requires of the mission.
   *[other] A draft is offered for { $days } days after its last change and then deleted. Applications, payments and visas are kept as long as the law requires of the mission.
}
privacy-cookies-title = Cookies
privacy-cookies = Four small ones: your session, the protection of forms before you log in, the language you chose, and a notice for the next page. Nobody is tracked, and nothing is loaded from other sites.
privacy-shared-title = Who else learns of it
privacy-shared = The migration authorities that decide on visas; the bank or operator you choose to pay with, which is given the amount and a reference; and border officers who check your visa.
privacy-rights-title = Your rights
privacy-rights = Under “My details” you can change your name, e-mail address and language, download everything that is kept, and delete your account. To have anything else corrected, write to the mission that runs this portal.
