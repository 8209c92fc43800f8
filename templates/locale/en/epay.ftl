# The gateway (E-Pay): choosing, waiting, coming back, and why a payment cannot go on.

## The gateway page (figure 7)
epay-brand = e-pay
epay-time-left = Time left to pay:
epay-attempts-left = Attempts left: { $attempts } of { $max }
epay-choose = Choose a payment method. The commission and the whole amount of each are shown beforehand.
epay-total = To pay
epay-commission-added = Commission (added by the bank)
epay-commission-included = Commission (included)
epay-other-methods = Other methods
epay-group-none = Not offered here yet.
epay-accepts-halyk = Visa, Maestro, Visa Electron and Mastercard of any bank
epay-accepts-card = Visa and Mastercard cards
epay-accepts-wallet = The payment is charged to the balance of your wallet
epay-amount-outside = This method takes amounts from { $min } to { $max }. Choose another one.
epay-needs-iin = This method asks for an IIN, and your account has none. Choose another one.
epay-commission-unknown = The commission of this method is not known before you choose it, so it is not offered.
epay-unconfined = The payment methods run without the full protection of this system. Tell the administrator before you pay with real money.
epay-no-method-title = No payment method is working right now
epay-no-method-text = Your application is kept. Open this page again in a few minutes.
epay-method-off = One payment method is switched off at present.
epay-recipient = Payment information
epay-purpose-term = Purpose
epay-purpose = State fee for an e-visa, application { $number }
epay-over-title = This payment session is over
epay-over-text = Your application is kept and no money was taken. Start a new session: the amount is worked out at the new rate.
epay-over-button = Start a new session

## The waiting page (figures 8.1 and 12)
epay-wait-title = Payment
epay-connecting-title = Connecting to the bank…
epay-connecting-text = This usually takes a few seconds. The page updates itself.
epay-bank-title = Now pay on the bank’s page
epay-bank-text = After paying, wait for the bank’s answer: it brings you back here. Even if you close the page, the payment is not lost.
epay-bank-button = Continue to the bank
epay-bank-safe = Card details are typed on the bank’s page only; the portal never sees them.
epay-back-title = You are back from the bank’s page
epay-back-text = The bank has not confirmed a payment yet. If you paid, do not pay again: we are asking the bank. If you did not, continue to the bank once more.
epay-fill-title = Enter the details to complete the payment
epay-fill-text = After pressing “Pay”, wait for the answer.
epay-field-code = Confirmation code
epay-field-code-hint = The digits from the text message
epay-field-text = What the payment method asks for
epay-code-valid = The code is valid for
epay-resend = Send the code again
epay-resend-after = Another code can be sent in
epay-tries-left = { $tries ->
    [one] { $tries } try left.
   *[other] { $tries } tries left.
}
epay-working-title = The bank is processing the payment
epay-checking-title = We are checking with the bank: do not pay twice
epay-checking-text = It is not known yet whether money was taken. Until the bank answers, no new payment is opened.
epay-close-text = You may close this page: we keep asking the bank, and you will get an e-mail.
epay-held-title = A member of staff is checking your payment
epay-held-text = The bank reported a payment that differs from the expected one, or has not answered for long. Do not pay twice. If you need to, write to us and give the payment code.
epay-declined-title = The payment did not go through
epay-declined-text = The bank declined the payment and no money was taken. Try another card or another method.
epay-technical-text = We could not reach the payment method, and no money was taken. Try again or choose another method.
epay-choose-again = Choose a method again
epay-switch = Choose another method
epay-order = What is being paid
epay-method = Payment method

## Coming back without being signed in
epay-return-title = The payment is being checked
epay-return-text = Log in to see the result. Do not pay again: an e-mail will come as well.

## Why something cannot be done
payment-already-paid = This fee is already paid. You find the result on the page “Visas”.
payment-not-due = Nothing is to be paid for this application.
payment-choose-again = The page was out of date. Choose the payment method again.
payment-commission-changed = The commission of this method has changed. Look at the new amount and choose again.
payment-code-too-early = { $seconds ->
    [one] Another code can be sent in { $seconds } second. The code you already have is still valid.
   *[other] Another code can be sent in { $seconds } seconds. The code you already have is still valid.
}
payment-sessions-exhausted = Paying for this application was begun too many times. Write to us and give the payment code.
payment-form-not-awaited = This form is no longer awaited: it was answered, or its time is over. See below how the payment stands.
payment-calling-off = We are asking the provider to call this payment off. As soon as it confirms that nothing was taken, you can choose another method. Until then, do not pay twice.
payment-checking-do-not-pay-twice = { $minutes ->
    [one] We are checking with the bank. Do not pay twice: look again in about { $minutes } minute.
   *[other] We are checking with the bank. Do not pay twice: look again in about { $minutes } minutes.
}
payment-attempt-under-way = A payment is under way already. See below how it stands.
payment-attempts-used = { $attempts ->
    [one] The { $attempts } attempt of this session is used. Start a new session.
   *[other] All { $attempts } attempts of this session are used. Start a new session.
}
payment-session-over = { $minutes ->
    [one] The { $minutes } minute to pay is over.
   *[other] The { $minutes } minutes to pay are over.
}
