# What payment methods ask and say: titles of their forms, and why a payment was declined. Plugins name these keys.

## The e-wallet (figure 9)
method-wallet-title = Enter the number of your Kazpost e-wallet
method-wallet-number-wrong = This is not a wallet number. Enter 11 digits, for example 77001112233.
method-wallet-not-found = There is no wallet with this number. Check the number and enter it again.
method-wallet-blocked = This wallet is blocked, and no money was taken. Ask Kazpost, or choose another method.

## The mobile balance (figure 10)
method-mobile-title = Enter your mobile phone number
method-mobile-number-wrong = This is not a mobile number of Kazakhstan that can be charged. Check it and enter it again, for example +7 701 111 22 33.
method-mobile-numbers = Too many different numbers were entered, and no money was taken. Choose a payment method again.
method-mobile-tele2 = Paying from the balance of Tele2 and Altel (700, 707, 708, 747) is not possible here. Enter a number of activ, Kcell or Beeline, or choose another method.
method-mobile-like-kcell = This number looks like one of activ or Kcell. If it belongs to Beeline now, press “Pay” once more; otherwise choose the method “activ / Kcell”.
method-mobile-like-beeline = This number looks like one of Beeline. If it belongs to activ or Kcell now, press “Pay” once more; otherwise choose the method “Beeline”.
method-mobile-like-other = This number does not look like one of the chosen operator. If it is, press “Pay” once more; otherwise enter another number.
method-mobile-operator-unsupported = The operator of this number does not take part in this payment. Enter another number, or choose another method.
method-mobile-code-refused = No code can be sent to this number now. Enter the number again in a few minutes, or enter another one.

## The confirmation code
method-code-title = Enter the code from the text message to confirm the payment
method-code-wrong-shape = The code has four to eight digits. Enter it as in the text message.
method-code-wrong = The code is wrong, and no money was taken. Enter it again, or ask for another code.
method-code-expired = The code is too old, and no money was taken. Ask for another code.
method-code-resent = Another code was sent. Enter it; the former one is no longer valid.
method-code-not-sent = No other code can be sent now. Enter the last code you received, or try again in a minute.
method-code-resend-limit = No further code can be sent. Enter the last one you received.
method-code-exceeded = A wrong code was entered too many times, and no money was taken. Choose a payment method again.

## Why a payment was declined
method-balance-low = There is not enough money on the balance, and none was taken. Top it up or choose another method.
method-limit-exceeded = The amount is beyond the limits of this method, and no money was taken. Choose another method.
method-declined = The payment was refused, and no money was taken. Choose another method.
method-cancelled = The payment was cancelled or its time is over, and no money was taken. Choose a payment method again.
method-card-refused = The bank refused the card, and no money was taken. Try another card or another method.
method-try-again = The request could not be sent, and no money was taken. Please try once more.
