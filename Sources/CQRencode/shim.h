// libqrencode, which writes QR codes (Debian: libqrencode-dev).
#include <qrencode.h>
