payments-method-off = This payment method is switched off. Please choose another one.
payments-method-resting = This payment method is not working right now. Please choose another one, or try again in a few minutes.
payments-method-not-for-this-amount = This method does not take this amount now. Choose another one.
