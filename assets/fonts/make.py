"""Makes the two font files from the npm package `inter-ui` 4.1.1 (Inter, SIL Open Font License 1.1).

    npm pack inter-ui@4.1.1 && tar xzf inter-ui-4.1.1.tgz
    pip install fonttools brotli
    python make.py package/web

Two changes to the originals: digits take the shape of the `tnum` feature (all of one width, so that
columns of figures line up without shaping), and scripts the app does not set are left out.
"""

import sys
from fontTools import subset
from fontTools.ttLib import TTFont

RANGES = [(0x20, 0x7E), (0xA0, 0x24F), (0x2B0, 0x2FF), (0x370, 0x3FF), (0x400, 0x4FF), (0x1E00, 0x1EFF),
          (0x2000, 0x206F), (0x20A0, 0x20BF), (0x2100, 0x214F), (0x2150, 0x218F), (0x2190, 0x21FF),
          (0x2200, 0x22FF), (0x2318, 0x2318), (0x2460, 0x2473), (0x25A0, 0x25FF), (0x2605, 0x2606),
          (0x2713, 0x2717)]

for name in ("Regular", "SemiBold"):
    font = TTFont(f"{sys.argv[1]}/Inter-{name}.woff2")
    tabular = {}
    for record in font["GSUB"].table.FeatureList.FeatureRecord:
        if record.FeatureTag == "tnum":
            for index in record.Feature.LookupListIndex:
                for table in font["GSUB"].table.LookupList.Lookup[index].SubTable:
                    table = getattr(table, "ExtSubTable", table)
                    tabular.update(getattr(table, "mapping", {}))
    for cmap in font["cmap"].tables:
        for code in list(range(0x30, 0x3A)):
            if code in cmap.cmap:
                cmap.cmap[code] = tabular.get(cmap.cmap[code], cmap.cmap[code])
    options = subset.Options(layout_features=["kern"], hinting=False, name_IDs=["*"])
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[c for a, b in RANGES for c in range(a, b + 1)])
    cutter.subset(font)
    font.flavor = None
    font.save(f"Inter-{name}.ttf")
