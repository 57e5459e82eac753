#!/bin/sh
# Puts the faces that the scan maker sets pages in on this machine. Debian packages go where apt
# puts them; faces that Debian ships only inside large packages (Fandol, in TeX Live) and the
# handwriting faces from npm are unpacked into the folder named by the first argument
# (default: ~/.local/share/scan-registry/fonts). Safe to run again.
set -eu
target="${1:-$HOME/.local/share/scan-registry/fonts}"
mkdir -p "$target"
apt-get -o DPkg::Lock::Timeout=600 install -y --no-install-recommends \
    chromium fonts-arphic-gbsn00lp fonts-arphic-gkai00mp fonts-arphic-uming fonts-arphic-ukai \
    fonts-wqy-zenhei fonts-wqy-microhei fonts-lxgw-wenkai fonts-noto-cjk fonts-dejavu-core \
    fonts-liberation
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
if [ ! -f "$target/FandolFang-Regular.otf" ]; then
    chmod 755 "$work"
    apt-get download texlive-lang-chinese
    dpkg-deb -x texlive-lang-chinese_*.deb tex
    cp tex/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/Fandol*-Regular.otf "$target"
fi
for face in ma-shan-zheng zhi-mang-xing long-cang liu-jian-mao-cao; do
    [ -f "$target/$face.ttf" ] && continue
    npm pack --silent "@fontsource/$face" >/dev/null
    tar xzf fontsource-"$face"-*.tgz
    python3 -c 'import sys
from fontTools.ttLib import TTFont
font = TTFont(sys.argv[1]); font.flavor = None; font.save(sys.argv[2])' \
        "package/files/$face-chinese-simplified-400-normal.woff" "$target/$face.ttf"
    rm -rf package
done
