//! Every vector with its verdict; signatures made by OpenSSL here and now; flipped bits.

mod openssl;
mod vectors;
