"""Labels: from a feature's values to letters on a picture.

`typeface` shapes words and has the outlines of letters, `lettering` breaks and cuts them, `anchors` tells where a
feature may be named, `candidates` what could stand in a picture, `placement` what does, `ink` draws it, and
`labelling` is the whole of it.
"""
