# policy-trial: Policies on keypoints, trained on each expert's demonstrations and tried in their domain
# Draws figure.svg from the CSV files beside it: gnuplot figure.gp
if (!exists("to_standard_output")) set output "figure.svg"
set terminal svg size 1000,560 dynamic font "Helvetica,14" background "white"
set encoding utf8
set datafile separator ","
set datafile missing ""
set datafile missing NaN
set xrange [-0.5:3.5]
set yrange [0:1.12]
set ytics 0, 0.2, 1
set xtics ('planner, source' 0, 'planner, target' 1, 'human, source' 2, 'human, target' 3)
set ylabel "share of 200 starts"
set key top center horizontal
set grid ytics linecolor "#eeeeee"
set errorbars small
plot \
  'figure.csv' using (strcol(1) eq 'planner' && strcol(2) eq 'source' && strcol(4) eq 'reached' && $3 == 2000 ? -0.315 : NaN):7:(0.099) skip 1 with boxes fillstyle solid 0.85 noborder linecolor '#bdc3c7' title 'reached', \
  'figure.csv' using (strcol(1) eq 'planner' && strcol(2) eq 'source' && strcol(4) eq 'reached' && $3 == 2000 ? -0.315 : NaN):8:(0):($9 - $8) skip 1 with vectors nohead linecolor '#222222' notitle, \
  'figure.csv' using (strcol(1) eq 'planner' && strcol(2) eq 'source' && strcol(4) eq 'reached' && $3 == 2001 ? -0.20500000000000002 : NaN):7:(0.099) skip 1 with boxes fillstyle solid 0.85 noborder linecolor '#bdc3c7' notitle, \
  'figure.csv' using (strcol(1) eq 'planner' && strcol(2) eq 'source' && strcol(4) eq 'reached' && $3 == 2001 ? -0.20500000000000002 : NaN):8:(0):($9 - $8) skip 1 with vectors nohead linecolor '#222222' notitle, \
  'figure.csv' using (strcol(1) eq 'planner' && strcol(2) eq 'target' && strcol(4) eq 'reached' && $3 == 2000 ? 0.6849999999999999 : NaN):7:(0.099) skip 1 with boxes fillstyle solid 0.85 noborder linecolor '#bdc3c7' notitle, \
  'figure.csv' using (strcol(1) eq 'planner' && strcol(2) eq 'target' && strcol(4) eq 'reached' && $3 == 2000 ? 0.6849999999999999 : NaN):8:(0):($9 - $8) skip 1 with vectors nohead linecolor '#222222' notitle, \
  'figure.csv' using (strcol(1) eq 'planner' && strcol(2) eq 'target' && strcol(4) eq 'reached' && $3 == 2001 ? 0.795 : NaN):7:(0.099) skip 1 with boxes fillstyle solid 0.85 noborder linecolor '#bdc3c7' notitle, \
  'figure.csv' using (strcol(1) eq 'planner' && strcol(2) eq 'target' && strcol(4) eq 'reached' && $3 == 2001 ? 0.795 : NaN):8:(0):($9 - $8) skip 1 with vectors nohead linecolor '#222222' notitle, \
  'figure.csv' using (strcol(1) eq 'human' && strcol(2) eq 'source' && strcol(4) eq 'reached' && $3 == 2000 ? 1.685 : NaN):7:(0.099) skip 1 with boxes fillstyle solid 0.85 noborder linecolor '#bdc3c7' notitle, \
  'figure.csv' using (strcol(1) eq 'human' && strcol(2) eq 'source' && strcol(4) eq 'reached' && $3 == 2000 ? 1.685 : NaN):8:(0):($9 - $8) skip 1 with vectors nohead linecolor '#222222' notitle, \
  'figure.csv' using (strcol(1) eq 'human' && strcol(2) eq 'source' && strcol(4) eq 'reached' && $3 == 2001 ? 1.795 : NaN):7:(0.099) skip 1 with boxes fillstyle solid 0.85 noborder linecolor '#bdc3c7' notitle, \
  'figure.csv' using (strcol(1) eq 'human' && strcol(2) eq 'source' && strcol(4) eq 'reached' && $3 == 2001 ? 1.795 : NaN):8:(0):($9 - $8) skip 1 with vectors nohead linecolor '#222222' notitle, \
  'figure.csv' using (strcol(1) eq 'human' && strcol(2) eq 'target' && strcol(4) eq 'reached' && $3 == 2000 ? 2.685 : NaN):7:(0.099) skip 1 with boxes fillstyle solid 0.85 noborder linecolor '#bdc3c7' notitle, \
  'figure.csv' using (strcol(1) eq 'human' && strcol(2) eq 'target' && strcol(4) eq 'reached' && $3 == 2000 ? 2.685 : NaN):8:(0):($9 - $8) skip 1 with vectors nohead linecolor '#222222' notitle, \
  'figure.csv' using (strcol(1) eq 'human' && strcol(2) eq 'target' && strcol(4) eq 'reached' && $3 == 2001 ? 2.7950000000000004 : NaN):7:(0.099) skip 1 with boxes fillstyle solid 0.85 noborder linecolor '#bdc3c7' notitle, \
  'figure.csv' using (strcol(1) eq 'human' && strcol(2) eq 'target' && strcol(4) eq 'reached' && $3 == 2001 ? 2.7950000000000004 : NaN):8:(0):($9 - $8) skip 1 with vectors nohead linecolor '#222222' notitle, \
  'figure.csv' using (strcol(1) eq 'planner' && strcol(2) eq 'source' && strcol(4) eq 'held' && $3 == 2000 ? -0.055 : NaN):7:(0.099) skip 1 with boxes fillstyle solid 0.85 noborder linecolor '#5d8aa8' title 'held', \
  'figure.csv' using (strcol(1) eq 'planner' && strcol(2) eq 'source' && strcol(4) eq 'held' && $3 == 2000 ? -0.055 : NaN):8:(0):($9 - $8) skip 1 with vectors nohead linecolor '#222222' notitle, \
  'figure.csv' using (strcol(1) eq 'planner' && strcol(2) eq 'source' && strcol(4) eq 'held' && $3 == 2001 ? 0.055 : NaN):7:(0.099) skip 1 with boxes fillstyle solid 0.85 noborder linecolor '#5d8aa8' notitle, \
  'figure.csv' using (strcol(1) eq 'planner' && strcol(2) eq 'source' && strcol(4) eq 'held' && $3 == 2001 ? 0.055 : NaN):8:(0):($9 - $8) skip 1 with vectors nohead linecolor '#222222' notitle, \
  'figure.csv' using (strcol(1) eq 'planner' && strcol(2) eq 'target' && strcol(4) eq 'held' && $3 == 2000 ? 0.945 : NaN):7:(0.099) skip 1 with boxes fillstyle solid 0.85 noborder linecolor '#5d8aa8' notitle, \
  'figure.csv' using (strcol(1) eq 'planner' && strcol(2) eq 'target' && strcol(4) eq 'held' && $3 == 2000 ? 0.945 : NaN):8:(0):($9 - $8) skip 1 with vectors nohead linecolor '#222222' notitle, \
  'figure.csv' using (strcol(1) eq 'planner' && strcol(2) eq 'target' && strcol(4) eq 'held' && $3 == 2001 ? 1.055 : NaN):7:(0.099) skip 1 with boxes fillstyle solid 0.85 noborder linecolor '#5d8aa8' notitle, \
  'figure.csv' using (strcol(1) eq 'planner' && strcol(2) eq 'target' && strcol(4) eq 'held' && $3 == 2001 ? 1.055 : NaN):8:(0):($9 - $8) skip 1 with vectors nohead linecolor '#222222' notitle, \
  'figure.csv' using (strcol(1) eq 'human' && strcol(2) eq 'source' && strcol(4) eq 'held' && $3 == 2000 ? 1.945 : NaN):7:(0.099) skip 1 with boxes fillstyle solid 0.85 noborder linecolor '#5d8aa8' notitle, \
  'figure.csv' using (strcol(1) eq 'human' && strcol(2) eq 'source' && strcol(4) eq 'held' && $3 == 2000 ? 1.945 : NaN):8:(0):($9 - $8) skip 1 with vectors nohead linecolor '#222222' notitle, \
  'figure.csv' using (strcol(1) eq 'human' && strcol(2) eq 'source' && strcol(4) eq 'held' && $3 == 2001 ? 2.055 : NaN):7:(0.099) skip 1 with boxes fillstyle solid 0.85 noborder linecolor '#5d8aa8' notitle, \
  'figure.csv' using (strcol(1) eq 'human' && strcol(2) eq 'source' && strcol(4) eq 'held' && $3 == 2001 ? 2.055 : NaN):8:(0):($9 - $8) skip 1 with vectors nohead linecolor '#222222' notitle, \
  'figure.csv' using (strcol(1) eq 'human' && strcol(2) eq 'target' && strcol(4) eq 'held' && $3 == 2000 ? 2.945 : NaN):7:(0.099) skip 1 with boxes fillstyle solid 0.85 noborder linecolor '#5d8aa8' notitle, \
  'figure.csv' using (strcol(1) eq 'human' && strcol(2) eq 'target' && strcol(4) eq 'held' && $3 == 2000 ? 2.945 : NaN):8:(0):($9 - $8) skip 1 with vectors nohead linecolor '#222222' notitle, \
  'figure.csv' using (strcol(1) eq 'human' && strcol(2) eq 'target' && strcol(4) eq 'held' && $3 == 2001 ? 3.055 : NaN):7:(0.099) skip 1 with boxes fillstyle solid 0.85 noborder linecolor '#5d8aa8' notitle, \
  'figure.csv' using (strcol(1) eq 'human' && strcol(2) eq 'target' && strcol(4) eq 'held' && $3 == 2001 ? 3.055 : NaN):8:(0):($9 - $8) skip 1 with vectors nohead linecolor '#222222' notitle, \
  'figure.csv' using (strcol(1) eq 'planner' && strcol(2) eq 'source' && strcol(4) eq 'returned' && $3 == 2000 ? 0.20500000000000002 : NaN):7:(0.099) skip 1 with boxes fillstyle solid 0.85 noborder linecolor '#2c3e80' title 'returned', \
  'figure.csv' using (strcol(1) eq 'planner' && strcol(2) eq 'source' && strcol(4) eq 'returned' && $3 == 2000 ? 0.20500000000000002 : NaN):8:(0):($9 - $8) skip 1 with vectors nohead linecolor '#222222' notitle, \
  'figure.csv' using (strcol(1) eq 'planner' && strcol(2) eq 'source' && strcol(4) eq 'returned' && $3 == 2001 ? 0.315 : NaN):7:(0.099) skip 1 with boxes fillstyle solid 0.85 noborder linecolor '#2c3e80' notitle, \
  'figure.csv' using (strcol(1) eq 'planner' && strcol(2) eq 'source' && strcol(4) eq 'returned' && $3 == 2001 ? 0.315 : NaN):8:(0):($9 - $8) skip 1 with vectors nohead linecolor '#222222' notitle, \
  'figure.csv' using (strcol(1) eq 'planner' && strcol(2) eq 'target' && strcol(4) eq 'returned' && $3 == 2000 ? 1.205 : NaN):7:(0.099) skip 1 with boxes fillstyle solid 0.85 noborder linecolor '#2c3e80' notitle, \
  'figure.csv' using (strcol(1) eq 'planner' && strcol(2) eq 'target' && strcol(4) eq 'returned' && $3 == 2000 ? 1.205 : NaN):8:(0):($9 - $8) skip 1 with vectors nohead linecolor '#222222' notitle, \
  'figure.csv' using (strcol(1) eq 'planner' && strcol(2) eq 'target' && strcol(4) eq 'returned' && $3 == 2001 ? 1.315 : NaN):7:(0.099) skip 1 with boxes fillstyle solid 0.85 noborder linecolor '#2c3e80' notitle, \
  'figure.csv' using (strcol(1) eq 'planner' && strcol(2) eq 'target' && strcol(4) eq 'returned' && $3 == 2001 ? 1.315 : NaN):8:(0):($9 - $8) skip 1 with vectors nohead linecolor '#222222' notitle, \
  'figure.csv' using (strcol(1) eq 'human' && strcol(2) eq 'source' && strcol(4) eq 'returned' && $3 == 2000 ? 2.2049999999999996 : NaN):7:(0.099) skip 1 with boxes fillstyle solid 0.85 noborder linecolor '#2c3e80' notitle, \
  'figure.csv' using (strcol(1) eq 'human' && strcol(2) eq 'source' && strcol(4) eq 'returned' && $3 == 2000 ? 2.2049999999999996 : NaN):8:(0):($9 - $8) skip 1 with vectors nohead linecolor '#222222' notitle, \
  'figure.csv' using (strcol(1) eq 'human' && strcol(2) eq 'source' && strcol(4) eq 'returned' && $3 == 2001 ? 2.315 : NaN):7:(0.099) skip 1 with boxes fillstyle solid 0.85 noborder linecolor '#2c3e80' notitle, \
  'figure.csv' using (strcol(1) eq 'human' && strcol(2) eq 'source' && strcol(4) eq 'returned' && $3 == 2001 ? 2.315 : NaN):8:(0):($9 - $8) skip 1 with vectors nohead linecolor '#222222' notitle, \
  'figure.csv' using (strcol(1) eq 'human' && strcol(2) eq 'target' && strcol(4) eq 'returned' && $3 == 2000 ? 3.2049999999999996 : NaN):7:(0.099) skip 1 with boxes fillstyle solid 0.85 noborder linecolor '#2c3e80' notitle, \
  'figure.csv' using (strcol(1) eq 'human' && strcol(2) eq 'target' && strcol(4) eq 'returned' && $3 == 2000 ? 3.2049999999999996 : NaN):8:(0):($9 - $8) skip 1 with vectors nohead linecolor '#222222' notitle, \
  'figure.csv' using (strcol(1) eq 'human' && strcol(2) eq 'target' && strcol(4) eq 'returned' && $3 == 2001 ? 3.315 : NaN):7:(0.099) skip 1 with boxes fillstyle solid 0.85 noborder linecolor '#2c3e80' notitle, \
  'figure.csv' using (strcol(1) eq 'human' && strcol(2) eq 'target' && strcol(4) eq 'returned' && $3 == 2001 ? 3.315 : NaN):8:(0):($9 - $8) skip 1 with vectors nohead linecolor '#222222' notitle, \
  0.7 with lines dashtype 2 linecolor '#c0392b' title '.7 returned is asked for'
